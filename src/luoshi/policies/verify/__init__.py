"""Faithfulness (如实): is every number of an encoding what the gazette prints, and is none left out?"""

from luoshi.policies.verify.check import FAULTS, Verification, fingerprint, verify

__all__ = ["FAULTS", "Verification", "fingerprint", "verify"]

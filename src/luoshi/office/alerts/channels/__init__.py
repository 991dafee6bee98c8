"""Channels (渠道): the gateways by which people are reached, through the library apprise.

`targets` holds what an address of a gateway may be, `wording` what goes out, `wire` and `carrying` send one
message and read what the gateway says, `keeping` sets channels up and tells how they are.
"""

"""The directory (单位与人员): units in a tree, what they are called, who works there, and who may act for them."""

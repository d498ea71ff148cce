"""Mergegate: policy-as-code checks for GitOps repositories before they merge."""

__version__ = "0.1.0"
HOME = "https://github.com/mergegate/mergegate"

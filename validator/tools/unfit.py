"""The exception for a binary, or a way of getting one, that is of no use while another may be."""


class UnfitError(Exception):
    """The message is the reason, as it stands in a list of everything that was tried."""

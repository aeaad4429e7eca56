"""What every Python runner shares: the badge, the protocol and the loop.

An engine is one class (see `runner.Engine`); nothing here knows one.
"""

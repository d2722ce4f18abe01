"""What `make run` starts on a machine that has only Python. No part of the deployed service."""

"""The vocabulary and the store; imports nothing of ours."""

"""What must not be lost or done twice, whatever dies. Each test has a twin that fails without the protection."""

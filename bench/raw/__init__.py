"""The floor: the same rows and answers by the database's driver alone, in the plain project's tables."""

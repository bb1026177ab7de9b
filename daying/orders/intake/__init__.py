"""Orders in sheets: of many customers, or in the file that one customer sends (M5.3)."""

"""What every API resource shares: the door, problems, pages, keys of retries, rates; knows no product noun."""

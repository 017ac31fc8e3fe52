"""What is reckoned, in words and pictures for pages: no figure here is reckoned anew, and numpy is not needed."""

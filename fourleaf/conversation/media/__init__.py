"""What files are, told from their bytes; pictures without what they tell of place and person; and their thumbnails.

Plain functions over bytes: no models, no requests.
"""

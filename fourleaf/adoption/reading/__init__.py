"""From rows to the sums' inputs, and back: `inputs` and `scores` for the five characteristics, `order` for the rest.

`order` needs numpy and is the worker's alone, under the role `jobs`; nothing here keeps anything (`actions.readings`).
"""

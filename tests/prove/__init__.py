"""Large proofs: each module has `main(full)` that returns the rows of its table.

`make prove` runs them at full size; the tests run the same functions at a size that fits.
"""

"""What runs in the account: one package for each function, a thin handler over plain functions.

The build puts each package into the template as one file (see ``generator.inline``): siblings are
imported by their full name, and top-level names are unique within a package.
"""

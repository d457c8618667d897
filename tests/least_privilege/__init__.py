"""Least privilege by removal: without any element of a policy, something must break, by name.

``elements``   every element of every policy of a template, and the template without it
``scenarios``  the stacks that are rehearsed: demo, own data and pipeline, an attached endpoint, …
``loop``       one rehearsal, step by step, up to the first promise that is not kept
``recorded``   what each role called in which step, and which of it an element allows
``trials``     an element taken away where that can show
``judge``      IAM's decision for what only narrows a grant: a condition, a refusal
``reasons``    why what survives removal stays
``table``      docs/least-privilege.md
"""

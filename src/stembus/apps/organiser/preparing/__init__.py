"""A draft: ballot papers, rules, trustees, who makes the codes."""

"""A host's files from `deploy/roles`, with the roles' defaults and what a test says over them."""

import jinja2

from deploy.rendering import ROLES, variables


def render(role: str, template: str, **said: object) -> str:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROLES / role / "templates"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    return templates.get_template(f"{template}.j2").render(variables(said))

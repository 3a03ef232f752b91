"""The process that draws: specifications on stdin, pictures on stdout. See ``pictures``."""

import base64
import json
import sys


def main() -> None:
    import vl_convert

    wanted = json.load(sys.stdin)
    made = []
    for spec in wanted["specs"]:
        if wanted["kind"] == "svg":
            picture = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()
        else:
            picture = vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[])
        made.append(base64.b64encode(picture).decode())
    json.dump(made, sys.stdout)


def bundle() -> None:
    """The scripts that draw in a browser, on stdout."""
    import vl_convert

    sys.stdout.write(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # the stub forgets


if __name__ == "__main__":
    bundle() if sys.argv[1:] == ["bundle"] else main()

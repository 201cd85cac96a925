"""GIFT, the text format of Moodle. What the dialect leaves open is decided here, and each decision has a test:

| in the file | what it means here |
| --- | --- |
| a blank line inside braces | part of the answers; only outside does it end a question |
| `\\~ \\= \\# \\{ \\} \\: \\\\` and `\\n` | the sign itself, and a line break; any other backslash is a backslash |
| no format in brackets | HTML where there is a tag or an entity, else plain text |
| `=` and `~` | one right: single choice; more, or weights without `=`: multiple response; `=` alone: short answer |
| weights that are not equal shares | each right option counts the same, and the loss is reported |
| text behind the braces | a missing word: the blank stands as _____ in the question |
| `{}` | an essay |
| no braces | a description, which is no question: a loss |
| `#` twice after T or F | said to those who are wrong, then to those who are right |
| `{#1..5}` | 3, give or take 2 |
| `// [id:…] [tag:…]` | the id and the tags of the next question |
| `$CATEGORY: $course$/top/A/B` | topic A, in it B; `//` is a slash in a name |
"""

from .format import GIFT

FORMAT = GIFT()

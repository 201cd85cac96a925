"""Send what changes in a live round to everybody who looks at it. This package has no pages and no rules.

The database alone holds the state. In each process one thread, the watcher, looks whether a round has moved on, has
what is new rendered once for all who see the same, and hands it to the event loop, which sends it. A stream holds
nothing but its connection.
"""

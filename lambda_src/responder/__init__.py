"""Record runs, keep incidents: e-mails for people, events for machines, retraining if configured.

Called every ten minutes by the clock, and whenever an alarm of the stack changes. Either way it
does the same: it looks at what is the case now, compares that with what it has told, and tells the
difference. So an event may be lost, come twice or come late; the next call makes up for it.

1. ``runs``      finished runs become metrics and ``drift.json``, each once it is over; or
   ``reports``   what our own analyzer has written becomes ``metrics``;
2. ``distances`` how far each feature has moved, from the two statistics files;
3. ``findings``  what the newest report says, each finding under a key that stays the same;
4. ``incidents`` what is new in it, per monitor: an incident opens, is joined, or is over;
5. ``messages``  the e-mail and the event that tell it;
6. ``store``     the state in S3, written only over what was read;
7. ``outbox``    what is to be sent, until it is;
8. ``respond``   all of it in order.

What is to be sent is written down, in an outbox, by the same conditional write as the decision.
Then it is sent and taken out. After a crash in between, a later call finds the outbox: nothing is
lost, and at most what was under way is sent twice.

The state, one JSON object, ``state/state.json``::

    {"<monitor>": {"scheduled" or "seen", "covered", "failed", "reason", "report"},  see ``runs``
     "told": {"<monitor>": ["<key of each finding that an e-mail has named>"]}, empty: no incident
     "retrained": <epoch seconds of the last start of the pipeline>,
     "muted": <epoch seconds until which no alarm is looked at>,              by ``mute``
     "outbox": [{"at", "service", "operation", "request"}]}                   see ``outbox``

Parameters are positional-only where that lets the build shorten their names.
"""

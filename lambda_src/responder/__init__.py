"""Answer alarms and reports: e-mails for people, events for machines, retraining if configured.

One function, started by two kinds of event:

``CloudWatch Alarm State Change``
    of one of the stack's own metric alarms;
``Monitoring Run Recorded``
    after every run that was recorded.

Both come at least once and in any order. What they mean together is an *incident*: everything
that is wrong with one endpoint as one monitor sees it. The flow, one module for each step:

1. ``findings``   what the alarm or the report says, each finding under a key that stays the same;
2. ``incidents``  what is new in it: pure decisions over the incident's state;
3. ``retraining`` which parameters a pipeline gets, and whether it may be started yet;
4. ``messages``   the e-mail and the event that tell it;
5. ``store``      the state in S3, written only over what was read;
6. ``handler``    all of it in order, and the outbox.

E-mails and events are decided and written down, in an outbox, by one conditional write. Then they
are sent and taken out. After a crash in between, the retry or the next invocation finds the outbox:
nothing is lost, and at most what was under way is sent twice. A pipeline is started before that
write, with a token that is the same for the same news: however often it is decided, it starts once.

Parameters are positional-only where that lets the build shorten their names.
"""

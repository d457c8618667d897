"""A custom action on drift: writes a ticket, ready for whatever system yours are kept in.

Deploy ``template.yaml`` beside the monitoring stack, with this file's text in its function. The
event is ``Drift Detected`` on the default bus, source ``model-monitoring``; ``detail`` holds::

    {"model", "environment", "endpoint", "monitor",
     "features": [{"feature", "distance", "threshold"}],   the worst first; [] when none is named
     "maxDistance", "report": "s3://..." or '', "window": [start, end] or [], "records"}

EventBridge delivers at least once: ``key`` is the same for the same news, so that your system can
tell a repetition.
"""

import hashlib
import json

# From this distance on somebody is called; below it, the ticket waits for the morning.
URGENT = 0.3


def ticket(detail):
    """Give an event's ticket: ``{"key", "title", "priority", "lines", "report"}``."""
    news = [detail["endpoint"], detail["monitor"], detail["report"], detail["features"]]
    features = detail["features"]
    return {
        "key": hashlib.sha256(json.dumps(news).encode()).hexdigest()[:16],
        "title": f"[{detail['environment']}] {detail['model']}: {len(features)} drifted",
        "priority": "high" if detail["maxDistance"] >= URGENT else "normal",
        "lines": [
            f"{item['feature']}: {item['distance']:.3g} over {item['threshold']:g}"
            for item in features
        ],
        "report": detail["report"],
    }


def handler(event, _context):
    """Write the ticket as one JSON line to the log; put your system's call in its place.

    Raise what goes wrong: Lambda tries the event again, then keeps it as a dead letter.
    """
    made = ticket(event["detail"])
    print(json.dumps({"event": "ticket"} | made))
    return made

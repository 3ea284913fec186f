"""Lists of a reader's own, generated: agencies of real places, and pairs of them drawn at random."""

import numpy as np
import pandas as pd

from helpers import schemas
from helpers.sharing import agencies, network
from helpers.sharing.maps import layers, own_lists


def generated(count: int, links: int) -> pd.DataFrame:
    """Agencies of as many places, and distinct pairs among them, the same each time."""
    draw = np.random.default_rng(7)
    towns = schemas.read("places").drop_duplicates(["name", "state"]).sample(count, random_state=7)
    names, states = (towns["name"] + " Police Department").to_numpy(), towns["state"].to_numpy()
    pairs = draw.choice(count * count, links, replace=False)
    sender, recipient = pairs // count, pairs % count
    senders = {"sender": names[sender], "sender_state": states[sender]}
    return pd.DataFrame(senders | {"recipient": names[recipient], "recipient_state": states[recipient]})


def own(links: pd.DataFrame) -> layers.Map:
    return own_lists.drawn("own", "own.csv", *network.brought(links, agencies.NameEvidence()))

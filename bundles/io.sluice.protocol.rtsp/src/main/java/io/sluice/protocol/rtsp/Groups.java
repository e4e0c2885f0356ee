/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Track;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Want;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The multicast groups that are in use: one for each stream and choice of tracks, however many watch. Any thread. */
final class Groups {
    private final Map<Key, GroupSender> senders = new HashMap<>();
    private final BitSet used = new BitSet();

    private record Key(StreamName name, List<Integer> tracks, GroupRange range) {}

    /**
     * The sender of these tracks; whoever gets it leaves it once.
     *
     * @return null when no group is left
     */
    synchronized @Nullable GroupSender enter(
            RtspContext context, StreamName name, List<Track> tracks, List<Want> wants) {
        GroupRange range = context.settings().get().groups();
        var key = new Key(name, tracks.stream().map(Track::id).toList(), range);
        GroupSender sender = senders.get(key);
        if (sender == null) {
            int index = used.nextClearBit(0);
            if (index >= range.count()) {
                return null;
            }
            used.set(index);
            sender = new GroupSender(context, name, tracks, wants, range, index);
            senders.put(key, sender);
        }
        sender.enter();
        return sender;
    }

    /** One viewer less; with the last one it ends. */
    synchronized void leave(GroupSender sender) {
        if (sender.leave()) {
            forget(sender);
            sender.end();
        }
    }

    /** Nobody new gets this one, and its group is free again. */
    synchronized void forget(GroupSender sender) {
        if (senders.values().remove(sender)) {
            used.clear(sender.index());
        }
    }
}

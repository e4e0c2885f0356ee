/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamInfo.FeedInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamInfo.TrackInfo;
import io.sluice.core.feed.SharedFeed;
import io.sluice.core.media.SlotStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the snapshot of a stream that others see. Lane only. */
final class Description {
    /** Units, bytes, skipped units, dropped datagrams. */
    private static final int COUNTS = 4;

    private final LiveStream stream;
    /** What each viewer has read, from its cursors. */
    private final Map<String, long[]> read = new HashMap<>();

    private Description(LiveStream stream) {
        this.stream = stream;
    }

    static StreamInfo of(LiveStream stream) {
        return new Description(stream).make();
    }

    private StreamInfo make() {
        List<FeedInfo> feeds = feeds();
        return new StreamInfo(
                stream.name(),
                stream.chronicle().status().state(),
                stream.chronicle().status().reason(),
                stream.chronicle().status().text(),
                stream.chronicle().since(),
                stream.legs().stream().map(this::source).toList(),
                stream.slots().all().stream().map(this::track).toList(),
                consumers(),
                feeds);
    }

    private SourceInfo source(Leg leg) {
        return new SourceInfo(
                leg.label(),
                leg.driver() == null ? "" : leg.driver().label(),
                StreamStates.of(leg),
                leg.reason(),
                leg.text(),
                leg.nextRetryAt(),
                leg.generation(),
                leg.abandoned(),
                leg.restarts,
                leg.program().last());
    }

    private TrackInfo track(Slot slot) {
        SlotStats stats = stream.slots().stats(slot);
        Instant last = null;
        if (stats.lastUnitNs() != SlotStats.NEVER) {
            long ago = stream.world().clock().nowNs() - stats.lastUnitNs();
            last = stream.world().clock().wall().minusNanos(ago);
        }
        return new TrackInfo(
                slot.id,
                slot.leg.index(),
                slot.kind,
                slot.track.codec(),
                last,
                stats.units(),
                stats.bytes(),
                stats.dropped(),
                stats.keyIntervalMs());
    }

    private ConsumerInfo consumer(Viewer viewer) {
        long[] counts = read.getOrDefault(viewer.id, new long[COUNTS]);
        return new ConsumerInfo(
                viewer.id,
                viewer.request.protocol(),
                viewer.request.remote(),
                viewer.request.user(),
                viewer.matches().stream().map(match -> match.track().id()).toList(),
                viewer.misses(),
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                viewer.since,
                viewer.transport(),
                "");
    }

    private static ConsumerInfo talker(Talker talker, SpokenSession said) {
        return new ConsumerInfo(
                talker.id,
                talker.request.protocol(),
                talker.request.remote(),
                talker.request.user(),
                List.of(),
                List.of(),
                said.units(),
                said.bytes(),
                said.dropped(),
                0,
                talker.since,
                "",
                talker.request.codec().toString());
    }

    private List<ConsumerInfo> consumers() {
        var all = new ArrayList<ConsumerInfo>();
        stream.audience().all().forEach(viewer -> all.add(consumer(viewer)));
        Talker talker = stream.talks().speaker();
        if (talker != null && talker.session != null) {
            all.add(talker(talker, talker.session));
        }
        return all;
    }

    private List<FeedInfo> feeds() {
        var all = new ArrayList<FeedInfo>();
        for (FeedTable.Entry entry : stream.feeds().all()) {
            SharedFeed feed = entry.feed;
            List<SharedFeed.Reader> readers = feed.readers();
            for (SharedFeed.Reader reader : readers) {
                long[] counts = read.computeIfAbsent(reader.name(), name -> new long[COUNTS]);
                counts[0] += reader.cursor().units();
                counts[1] += reader.cursor().bytes();
                counts[2] += reader.cursor().skipped();
                counts[3] += reader.cursor().dropped();
            }
            all.add(new FeedInfo(feed.key(), entry.slots, readers.size(), feed.units(), feed.logBytes(), feed.epoch()));
        }
        return all;
    }
}

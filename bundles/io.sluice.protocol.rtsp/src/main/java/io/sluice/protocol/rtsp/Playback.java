/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtpstream.FirstPackets;
import io.sluice.lib.rtpstream.Goodbye;
import io.sluice.lib.rtsp.RtpInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What plays of a session that watches: from PLAY to PAUSE or the end. On the connection's loop. */
final class Playback {
    private final RtspContext context;
    private final Connection connection;
    private final SessionLog log;
    private final Delivery delivery;
    private final Consumer<Reason> ended;
    private @Nullable Cursor cursor;
    /** From then on the cursor is the connection's, or the datagrams'. */
    private boolean attached;

    /** @param ended called when the feed gave its last byte, unless the connection tells its handler */
    Playback(RtspContext context, Connection connection, SessionLog log, Delivery delivery, Consumer<Reason> ended) {
        this.context = context;
        this.connection = connection;
        this.log = log;
        this.delivery = delivery;
        this.ended = ended;
    }

    boolean isPlaying() {
        return cursor != null || delivery.playsGroup();
    }

    boolean attached() {
        return attached;
    }

    /** How media travels, for people. */
    String transport() {
        return switch (delivery.way()) {
            case INTERLEAVED -> log.carrier();
            case UNICAST -> "udp";
            case GROUP -> "multicast";
        };
    }

    /** What goes to the group goes to this viewer, too. */
    CompletionStage<Answer> playGroup(String userAgent) {
        log.info(
                "rtsp.play",
                "%s watches what goes to %s%s",
                log.peer(),
                delivery.groupText(),
                userAgent.isEmpty() ? "" : "; " + userAgent);
        return delivery.playGroup();
    }

    /** Opens the feed; media flows behind the answer, which must precede the first packet. */
    Answer begin(RtspFromStream watching, Feed feed, String userAgent) {
        Cursor opened = feed.open(watching.subscriptionId(), Feed.Overflow.SKIP_TO_KEY);
        cursor = opened;
        ByteBuffer region = opened.region();
        List<RtpInfo> first = region == null ? List.of() : FirstPackets.of(region, delivery.marks(), watching.setups());
        String misses = watching.misses();
        log.info(
                "rtsp.play",
                "%s plays %s%s%s",
                log.peer(),
                watching.setups().stream()
                        .map(setup -> setup.track().codec().toString())
                        .collect(Collectors.joining(", ")),
                misses.isEmpty() ? "" : "; missing: " + misses,
                userAgent.isEmpty() ? "" : "; " + userAgent);
        Answer answer = first.isEmpty() ? Answer.ok() : Answer.ok("RTP-Info", RtpInfo.write(first));
        return answer.then(() -> {
            if (cursor == opened) {
                attached = true;
                delivery.begin(feed, opened, ended);
            } else {
                opened.close();
            }
        });
    }

    /** Ends it; it may begin again. */
    void stop() {
        delivery.pauseGroup();
        Cursor open = cursor;
        cursor = null;
        if (attached) {
            attached = false;
            delivery.stop();
        } else if (open != null) {
            open.close();
        }
    }

    /** The last packets of what plays. */
    Bytes farewell(RtspFromStream watching) {
        if (!attached) {
            return Bytes.EMPTY;
        }
        ByteBuffer all = ByteBuffer.allocate(watching.setups().size() * Goodbye.MAX_BYTES);
        watching.setups().forEach(setup -> all.put(Goodbye.of(setup.wire(), context.cname())));
        return Bytes.of(all.flip());
    }

    /** Goes on with what the connection plays already; false when that is nothing. */
    boolean resume() {
        cursor = connection.attached();
        attached = cursor != null;
        return attached;
    }

    /** For the log: what was sent. */
    String summary() {
        Cursor sent = cursor;
        return sent == null
                ? ""
                : "; %d units, %.1f MB sent, %d skipped%s"
                        .formatted(sent.units(), sent.bytes() / 1e6, sent.skipped(), delivery.summary());
    }
}

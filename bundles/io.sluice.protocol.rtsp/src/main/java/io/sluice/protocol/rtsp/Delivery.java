/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Want;
import io.sluice.lib.rtpstream.Goodbye;
import io.sluice.lib.rtpstream.PacketMarks;
import io.sluice.lib.rtpstream.TrackSetup;
import io.sluice.lib.rtsp.TransportHeader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the media of one session travels: in its connection until datagrams are set up, to the viewer or to a group. On
 * the connection's loop.
 */
final class Delivery {
    private final RtspContext context;
    private final Connection connection;
    private final BiConsumer<Reason, String> over;
    private @Nullable UdpViewer udp;
    private @Nullable GroupViewer group;

    /** @param over called when media cannot travel any more */
    Delivery(RtspContext context, Connection connection, BiConsumer<Reason, String> over) {
        this.context = context;
        this.connection = connection;
        this.over = over;
    }

    TransportChoice.Way way() {
        return group != null
                ? TransportChoice.Way.GROUP
                : udp != null ? TransportChoice.Way.UNICAST : TransportChoice.Way.INTERLEAVED;
    }

    /** How packets are marked in the feed. */
    PacketMarks.Kind marks() {
        return udp == null ? PacketMarks.Kind.INTERLEAVED : PacketMarks.Kind.DATAGRAMS;
    }

    /**
     * Sets one media up for datagrams of the viewer's own.
     *
     * @param client its ports
     * @param setup makes the set-up of the channel of its RTP packets: the place of a port among all
     */
    CompletionStage<Answer> setUp(TransportHeader.Pair client, RtspFromStream watching, IntFunction<TrackSetup> setup) {
        UdpViewer receiver = udp == null ? new UdpViewer(context, connection, over) : udp;
        udp = receiver;
        return receiver.add(client).handle((server, problem) -> {
            if (problem != null) {
                // Whoever cannot have UDP comes back with TCP.
                udp = receiver.tracks() == 0 && udp == receiver ? null : udp;
                return Answer.refused(461, "no UDP port is to be had: " + problem.getMessage());
            }
            TrackSetup made = setup.apply(2 * receiver.tracks() - 2);
            watching.setUp(made);
            return Answer.ok(
                    "Transport",
                    TransportHeader.unicast(client, server, made.wire().ssrc(), TransportChoice.PLAY)
                            .toString());
        });
    }

    /** Sets one media up for a group. */
    Answer setUp(RtspFromStream watching, List<Want> wants, int media, String url) {
        GroupViewer receiver = group;
        if (receiver == null) {
            GroupSender sender = context.udp().groups().enter(context, watching.name(), watching.described(), wants);
            if (sender == null) {
                return Answer.refused(461, "no multicast group is free");
            }
            receiver = new GroupViewer(context, connection, sender, over);
            group = receiver;
        }
        GroupSender sender = receiver.sender();
        watching.setUp(new TrackSetup(media, watching.described().get(media), sender.wire(media), url));
        return Answer.ok("Transport", sender.transport(media).toString());
    }

    /** The viewer gave a sign of life. */
    void heard() {
        if (udp != null) {
            udp.heard();
        }
        if (group != null) {
            group.heard();
        }
    }

    boolean playsGroup() {
        return group != null && group.isPlaying();
    }

    /** What the viewers of the group are told of its first track. */
    String groupText() {
        return Objects.requireNonNull(group).sender().transport(0).toString();
    }

    /** From now on something is sent to the group, if not before. */
    CompletionStage<Answer> playGroup() {
        return Objects.requireNonNull(group).play();
    }

    /** @param ended called when the last datagram of the feed was sent; a connection tells its handler */
    void begin(Feed feed, Cursor cursor, Consumer<Reason> ended) {
        if (udp == null) {
            connection.attach(feed, cursor);
        } else {
            udp.play(feed, cursor, ended);
        }
    }

    /** Ends what {@link #begin} began. */
    void stop() {
        if (udp == null) {
            connection.detach();
        } else {
            udp.pause();
        }
    }

    void pauseGroup() {
        if (group != null) {
            group.pause();
        }
    }

    /** Runs a task on the loop after a delay, while media may travel. */
    void schedule(Runnable task, long delayMs) {
        if (udp == null) {
            connection.schedule(task, delayMs);
        } else {
            udp.schedule(task, delayMs);
        }
    }

    /** RTCP BYE of all tracks; those of a group go on for others. */
    void bye(List<TrackSetup> setups) {
        if (udp != null) {
            udp.bye(setups);
        } else if (group == null) {
            for (TrackSetup setup : setups) {
                connection.send(Goodbye.of(setup.wire(), context.cname()));
            }
        }
    }

    /** For the log: what was sent. */
    String summary() {
        return udp == null ? "" : udp.summary();
    }

    /** Media travels in the connection again. */
    void end() {
        if (udp != null) {
            udp.close();
            udp = null;
        }
        if (group != null) {
            group.close();
            group = null;
        }
    }
}

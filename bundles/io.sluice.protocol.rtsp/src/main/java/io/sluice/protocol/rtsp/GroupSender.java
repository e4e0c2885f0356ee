/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Track;
import io.sluice.api.net.DatagramFlow;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.lib.rtpstream.Goodbye;
import io.sluice.lib.rtpstream.PacketMarks;
import io.sluice.lib.rtpstream.RtpPackaging;
import io.sluice.lib.rtpstream.Wire;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.SdpWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of a stream on their way to a multicast group: a viewer of its own, from the first PLAY until the last of
 * those who watch leaves. Any thread.
 */
final class GroupSender implements Consumer, DatagramHandler {
    private static final int SEND_BYTES = 1024 * 1024;

    private final RtspContext context;
    private final StreamName name;
    private final List<Track> tracks;
    private final List<Want> wants;
    private final GroupRange range;
    private final int index;
    private final InetAddress group;
    private final List<Wire> wires = new ArrayList<>();
    private final List<DatagramPort> ports = new ArrayList<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private @Nullable CompletableFuture<Void> started;
    private @Nullable Subscription subscription;
    private @Nullable DatagramFlow flow;
    private int viewers;
    private boolean ended;

    /** @param index of the group in the range */
    GroupSender(
            RtspContext context, StreamName name, List<Track> tracks, List<Want> wants, GroupRange range, int index) {
        this.context = context;
        this.name = name;
        this.tracks = List.copyOf(tracks);
        this.wants = List.copyOf(wants);
        this.range = range;
        this.index = index;
        group = range.address(index);
        for (int i = 0; i < tracks.size(); i++) {
            int ssrc = context.ssrc(name, tracks.get(i).id());
            wires.add(new Wire(
                    2 * i, 2 * i + 1, SdpWriter.payloadType(tracks.get(i).codec(), i), ssrc));
        }
    }

    int index() {
        return index;
    }

    /** Called by {@link Groups} only, which counts. */
    void enter() {
        viewers++;
    }

    /** Called by {@link Groups} only; true when nobody is left. */
    boolean leave() {
        return --viewers == 0;
    }

    Wire wire(int media) {
        return wires.get(media);
    }

    /** What the viewers of a track are told (RFC 2326, 12.39). */
    TransportHeader transport(int media) {
        int port = range.port() + 2 * media;
        return TransportHeader.group(
                group.getHostAddress(),
                new TransportHeader.Pair(port, port + 1),
                Math.max(1, range.hops()),
                wires.get(media).ssrc());
    }

    /** Done when it has ended, for whatever reason. */
    CompletionStage<Void> over() {
        return over;
    }

    /** Sends, unless it does already. */
    CompletionStage<Void> start() {
        CompletableFuture<Void> starting;
        synchronized (this) {
            if (started != null) {
                return started;
            }
            starting = new CompletableFuture<>();
            started = starting;
        }
        var request = new JoinRequest(
                wants,
                "rtsp",
                group.getHostAddress() + ":" + range.port(),
                "",
                "group-" + index,
                context.start().get());
        context.registry()
                .join(name, request, this)
                .thenCompose(this::joined)
                .thenAcceptBoth(open(2 * tracks.size(), DatagramOptions.any()), (feed, done) -> play(feed))
                .whenComplete((done, problem) -> {
                    if (problem == null) {
                        starting.complete(null);
                    } else {
                        starting.completeExceptionally(problem);
                        end();
                    }
                });
        return starting;
    }

    private CompletionStage<Feed> joined(Subscription joined) {
        synchronized (this) {
            subscription = joined;
            joined.travels("multicast");
        }
        if (isEnded()) {
            joined.close();
        }
        List<Integer> ids = tracks.stream().map(Track::id).toList();
        PacketMarks.Kind kind = PacketMarks.Kind.DATAGRAMS;
        String key = kind.key() + "/" + wires.stream().map(Wire::key).collect(Collectors.joining(","));
        return joined.feed(ids, key, () -> new RtpPackaging(kind, wires, context.cname(), new SplittableRandom()));
    }

    /** One socket after the other, all on one loop. */
    private CompletionStage<Void> open(int count, DatagramOptions options) {
        if (count == 0) {
            return CompletableFuture.completedFuture(null);
        }
        return context.udp()
                .datagrams()
                .open(options.multicast(range.hops(), range.at()).buffers(0, SEND_BYTES), port -> this)
                .thenCompose(port -> {
                    port.connect(new InetSocketAddress(group, range.port() + opened(port)));
                    return open(count - 1, options.beside(port));
                });
    }

    private synchronized int opened(DatagramPort port) {
        ports.add(port);
        if (ended) {
            port.close(Reason.ENDED, "nobody watches any more");
        }
        return ports.size() - 1;
    }

    private synchronized void play(Feed feed) {
        if (!ended && subscription != null) {
            flow = context.udp()
                    .datagrams()
                    .play(
                            feed,
                            feed.open(subscription.id(), Feed.Overflow.SKIP_TO_KEY),
                            List.copyOf(ports),
                            reason -> end());
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** Ends it with RTCP BYE. Idempotent. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (flow != null) {
                flow.detach();
                for (int i = 0; i < wires.size(); i++) {
                    ports.get(2 * i + 1).send(Goodbye.datagram(wires.get(i).ssrc(), context.cname()));
                }
            }
            ports.forEach(port -> port.close(Reason.ENDED, "nobody watches any more"));
            if (subscription != null) {
                subscription.close();
            }
        }
        context.udp().groups().forget(this);
        over.complete(null);
    }

    @Override
    public void ended(Reason reason, String text) {
        end();
    }

    /** Of others in the group: nothing here depends on it. */
    @Override
    public void received(ByteBuffer datagram, InetSocketAddress from) {}

    @Override
    public void closed(Reason reason, String text) {
        end();
    }
}

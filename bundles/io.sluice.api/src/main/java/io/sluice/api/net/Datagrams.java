/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens UDP sockets: for protocols and drivers. A service of {@code io.sluice.net}; a bundle's sockets are closed when
 * it stops. Every method may be called on any thread and returns at once; stages complete on the socket's loop.
 */
@ProviderType
public interface Datagrams {
    /**
     * Opens one socket at the first free port of the options, any free one when they name none.
     *
     * @param handler makes the handler of the new socket; called on its loop before anything is received
     * @return fails with {@link io.sluice.api.stream.StreamException}: BUSY when no port is free, UNREACHABLE when the
     *     address is not one of this machine, BUNDLE_STOPPED, or FAILED
     */
    CompletionStage<DatagramPort> open(DatagramOptions options, Function<DatagramPort, DatagramHandler> handler);

    /**
     * Opens two sockets on one loop, at an even port for RTP and the next higher one for RTCP (RFC 3550, 11): the first
     * free pair of the options, any free one when they name none.
     *
     * @param rtp makes the handler of the even port
     * @param rtcp makes the handler of the odd port
     * @return fails as {@link #open} does
     */
    CompletionStage<Pair> openPair(
            DatagramOptions options,
            Function<DatagramPort, DatagramHandler> rtp,
            Function<DatagramPort, DatagramHandler> rtcp);

    /**
     * Sends what the cursor reads, now and whenever the feed grows: datagrams in {@link DatagramRun}s, each to the peer
     * of the port that its run names. What is there already goes out in bursts of at most 64 KiB with pauses of 2 ms,
     * so that the receiver's buffer is not overrun.
     *
     * @param feed the cursor's
     * @param cursor owned by the flow from now on: closed by {@link DatagramFlow#detach}, when the feed has ended, and
     *     with the first of the ports
     * @param targets connected ones of this service on one loop; runs for others are left out
     * @param ended called once on the loop when the feed has no more bytes and the last one was sent, but not after
     *     {@link DatagramFlow#detach}
     */
    DatagramFlow play(Feed feed, Cursor cursor, List<DatagramPort> targets, Consumer<Reason> ended);

    /** Two sockets at neighbouring ports. */
    record Pair(DatagramPort rtp, DatagramPort rtcp) {}
}

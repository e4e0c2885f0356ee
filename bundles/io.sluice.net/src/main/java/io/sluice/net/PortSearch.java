/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link io.sluice.api.net.Datagrams}: one socket, or two at neighbouring ports, from the first free place.
 */
final class PortSearch {
    /** Where pairs are looked for when nobody says; below are the ports of well-known services. */
    private static final int FIRST_OF_ANY = 16_384;

    private static final int LAST_OF_ANY = 65_535;
    private static final int MOST_TRIES = 256;

    private final EventLoops loops;
    private final String name;
    private final PortSet ports;
    private final DatagramOptions options;
    private final List<Function<DatagramPort, DatagramHandler>> handlers;
    private final Loop loop;
    private final int count;
    private final int first;
    private final int places;
    private final int start;
    private final CompletableFuture<List<UdpPort>> result = new CompletableFuture<>();

    /** @param handlers one for each socket */
    PortSearch(
            EventLoops loops,
            String name,
            PortSet ports,
            DatagramOptions options,
            List<Function<DatagramPort, DatagramHandler>> handlers) {
        this.loops = loops;
        this.name = name;
        this.ports = ports;
        this.options = options;
        this.handlers = handlers;
        loop = loops.loopOf(options.beside());
        count = handlers.size();
        boolean any = options.firstPort() == 0;
        int from = any ? FIRST_OF_ANY : options.firstPort();
        int to = any ? LAST_OF_ANY : options.lastPort();
        first = count == 1 ? from : from + (from & 1); // RFC 3550, 11: RTP at an even port
        places = count == 1 && any ? 1 : Math.max(0, (to - first + 1) / count);
        // Who opens many ports at once does not try the same ones all the time.
        start = options.shared() || places < 2 ? 0 : ThreadLocalRandom.current().nextInt(places);
    }

    CompletableFuture<List<UdpPort>> start() {
        attempt(0);
        return result;
    }

    private void attempt(int tries) {
        if (ports.ended()) {
            result.completeExceptionally(BundleDatagrams.stopped());
        } else if (tries >= Math.min(places, MOST_TRIES)) {
            result.completeExceptionally(new StreamException(
                    Reason.BUSY,
                    options.firstPort() == options.lastPort()
                            ? "UDP port " + options.firstPort() + " is already in use by another program"
                            : "no " + (count == 1 ? "port" : "pair of ports") + " is free between "
                                    + options.firstPort() + " and " + options.lastPort()));
        } else {
            int port = count == 1 && options.firstPort() == 0 ? 0 : first + (start + tries) % places * count;
            bind(port, new ArrayList<>(count), tries);
        }
    }

    private void bind(int port, List<UdpPort> bound, int tries) {
        UdpPort socket;
        try {
            socket = loops.openUdp(options, loop, name);
        } catch (ChannelException e) {
            fail(bound, e); // no file descriptor is left
            return;
        }
        ports.add(socket);
        InetAddress address = options.address();
        ChannelFuture binding =
                socket.channel().bind(new InetSocketAddress(address == null ? anyAddress() : address, port));
        binding.addListener(done -> {
            if (done.isSuccess()) {
                bound.add(socket);
                if (bound.size() == count) {
                    begin(bound);
                } else {
                    bind(port + 1, bound, tries);
                }
                return;
            }
            socket.close(Reason.NONE, "");
            if (isTaken(done.cause())) {
                bound.forEach(half -> half.close(Reason.NONE, ""));
                attempt(tries + 1);
            } else {
                fail(bound, done.cause());
            }
        });
    }

    private static InetAddress anyAddress() {
        try {
            return InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address of IPv4", e);
        }
    }

    /** On the loop; whoever waits is told only after the handlers are in place. */
    private void begin(List<UdpPort> bound) {
        try {
            for (int i = 0; i < count; i++) {
                bound.get(i).begin(handlers.get(i));
            }
            if (ports.ended()) {
                result.completeExceptionally(BundleDatagrams.stopped());
            } else {
                result.complete(List.copyOf(bound));
            }
        } catch (RuntimeException | Error e) {
            loops.log().unexpected("net.handler_failed", name + " failed on a new UDP port", e);
            bound.forEach(port -> port.close(Reason.FAILED, "internal error"));
            result.completeExceptionally(e);
        }
    }

    private static boolean isTaken(@Nullable Throwable problem) {
        return problem != null
                && Failures.text(problem).toLowerCase(Locale.ROOT).contains("in use");
    }

    private void fail(List<UdpPort> bound, Throwable problem) {
        bound.forEach(half -> half.close(Reason.NONE, ""));
        InetAddress address = options.address();
        String text = (address == null ? "a UDP port" : "UDP at " + address.getHostAddress()) + " "
                + Failures.ofBind(problem);
        Reason reason = text.contains("not an address") ? Reason.UNREACHABLE : Reason.FAILED;
        result.completeExceptionally(new StreamException(reason, text, problem));
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.DatagramFlow;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.net.Datagrams;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Opens UDP sockets for one bundle; they end when it lets go of the service. */
@Component(service = Datagrams.class, scope = ServiceScope.BUNDLE)
public final class BundleDatagrams implements Datagrams {
    private final EventLoops loops;
    private final String name;
    private final PortSet ports = new PortSet();

    @Activate
    public BundleDatagrams(@Reference EventLoops loops, ComponentContext context) {
        this(loops, name(context.getUsingBundle()));
    }

    BundleDatagrams(EventLoops loops, String name) {
        this.loops = loops;
        this.name = name;
    }

    private static String name(Bundle bundle) {
        return bundle == null ? "datagrams" : bundle.getSymbolicName();
    }

    @Override
    public CompletionStage<DatagramPort> open(
            DatagramOptions options, Function<DatagramPort, DatagramHandler> handler) {
        return opening(options, List.of(handler)).thenApply(opened -> opened.get(0));
    }

    @Override
    public CompletionStage<Pair> openPair(
            DatagramOptions options,
            Function<DatagramPort, DatagramHandler> rtp,
            Function<DatagramPort, DatagramHandler> rtcp) {
        return opening(options, List.of(rtp, rtcp)).thenApply(opened -> new Pair(opened.get(0), opened.get(1)));
    }

    private CompletionStage<List<UdpPort>> opening(
            DatagramOptions options, List<Function<DatagramPort, DatagramHandler>> handlers) {
        if (ports.ended()) {
            return CompletableFuture.failedFuture(stopped());
        }
        return new PortSearch(loops, name, ports, options, handlers).start();
    }

    @Override
    public DatagramFlow play(Feed feed, Cursor cursor, List<DatagramPort> targets, Consumer<Reason> ended) {
        List<UdpPort> sockets = targets.stream().map(UdpPort.class::cast).toList();
        Loop loop = sockets.get(0).loop();
        if (sockets.stream().anyMatch(socket -> socket.loop() != loop)) {
            throw new IllegalArgumentException("the ports live on different loops");
        }
        var flow = new DatagramOutbox(loop, loops.log(), feed, cursor, sockets, ended);
        sockets.get(0).execute(flow::start);
        sockets.forEach(socket -> socket.gone().thenRun(flow::detach));
        return flow;
    }

    static StreamException stopped() {
        return new StreamException(Reason.BUNDLE_STOPPED, "the bundle of this service was stopped");
    }

    @Deactivate
    void stop() {
        ports.end(Reason.BUNDLE_STOPPED, "the bundle of " + name + " was stopped");
        if (!loops.onLoop() && !ports.await()) {
            loops.log().warn("net.close_slow", name + ": a handler does not return, its UDP port is abandoned");
        }
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.net.Datagrams;
import io.sluice.lib.rtsp.TransportHeader.Pair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the ports for the datagrams of a camera, beside its connection; for the thread that opens. */
final class DatagramPorts {
    private final Datagrams datagrams;
    private final RtspLink link;
    private final Patience patience;

    DatagramPorts(Datagrams datagrams, RtspLink link, Patience patience) {
        this.datagrams = datagrams;
        this.link = link;
        this.patience = patience;
    }

    /** Two neighbouring ports at the address that the camera sees us at. */
    Pair pair(DatagramPath path) throws RefusedException {
        giveBackWithTheLink(path);
        var opened = datagrams.openPair(options(local()), path::rtp, path::rtcp);
        Datagrams.Pair pair = patience.await(opened, "the opening of UDP ports");
        return new Pair(pair.rtp().local().getPort(), pair.rtcp().local().getPort());
    }

    /**
     * The two ports of a group.
     *
     * @param source the only sender to listen to, or null
     */
    void group(DatagramPath path, InetAddress group, Pair ports, @Nullable InetAddress source) throws RefusedException {
        giveBackWithTheLink(path);
        member(group, ports.rtp(), source, path::rtp);
        member(group, ports.rtcp(), source, path::rtcp);
    }

    private void member(
            InetAddress group, int port, @Nullable InetAddress source, Function<DatagramPort, DatagramHandler> handler)
            throws RefusedException {
        // Bound to the group itself, or what others send to its port would come, too.
        DatagramOptions options = options(group).port(port).sharing();
        DatagramPort opened = patience.await(datagrams.open(options, handler), "the opening of a UDP port");
        patience.await(opened.join(group, source, listenAt()), "the joining of the group");
    }

    private DatagramOptions options(InetAddress at) {
        return DatagramOptions.any()
                .beside(link.wire().connection())
                .at(at)
                .buffers(DatagramPath.RECEIVE_BUFFER_BYTES, 0);
    }

    private void giveBackWithTheLink(DatagramPath path) {
        link.closed().thenRunAsync(path::close, link.wire());
    }

    private InetAddress local() {
        return link.wire().connection().local().getAddress();
    }

    /** The interface on which the camera is reached; null: where the route to the group leads. */
    private @Nullable NetworkInterface listenAt() {
        try {
            return NetworkInterface.getByInetAddress(local());
        } catch (SocketException e) {
            return null;
        }
    }

    /** The machine at the other end of the connection. */
    InetAddress remote() {
        return link.wire().connection().remote().getAddress();
    }

    /** Where a camera sends from, when it says so with an address; a name is not looked up. */
    InetSocketAddress there(String source, int port) {
        return new InetSocketAddress(address(source, remote()), port);
    }

    /** A literal address, or the other one. */
    static InetAddress address(String text, InetAddress otherwise) {
        try {
            boolean literal =
                    text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
            return literal ? InetAddress.getByName(text) : otherwise;
        } catch (UnknownHostException e) {
            return otherwise;
        }
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Role;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspReader;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client on a connection to the server, with everything behind it faked. */
final class RtspRig {
    static final Track VIDEO = new Track(
            11,
            MediaKind.VIDEO,
            Codec.of(Codec.H264, 90_000, 0)
                    .with(List.of(Bytes.ofHex("6742c01f95a014016e40"), Bytes.ofHex("68ce3c80"))));
    static final Track AUDIO = new Track(12, MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1));
    static final String URL = "rtsp://localhost:8554/cam";
    static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";

    final FakeRegistry registry = new FakeRegistry();
    final FakeConnection connection;
    final FakeDatagrams datagrams;
    FakeUsers users = new FakeUsers();
    boolean basic;
    int udpPort = 8556;
    GroupRange groups = GroupRange.NONE;
    RtspContext context;
    Role talk = Role.PUBLISHER;
    private int cseq;
    private boolean described;

    RtspRig() {
        this("127.0.0.1");
    }

    RtspRig(String host) {
        registry.tracks = new ArrayList<>(List.of(VIDEO, AUDIO));
        connection = new FakeConnection(host);
        datagrams = new FakeDatagrams(connection);
        context = context();
        connection.handler = new RtspConnection(context, connection, "tcp", () -> {});
    }

    private RtspContext context() {
        return new RtspContext(
                registry,
                () -> users,
                RtspContext.authentication(() -> connection.nowMs * 1_000_000),
                () -> new RtspSettings(
                        "", Duration.ofSeconds(15), Duration.ofSeconds(60), basic, udpPort, groups, talk),
                new UdpAccess(datagrams),
                () -> Duration.ofSeconds(10),
                new SecureRandom(),
                42,
                () -> connection.nowMs * 1_000_000);
    }

    /**
     * The bundle is replaced: a new version goes on with what the old one leaves.
     *
     * @return what it left, or null when that was nothing
     */
    ConnectionRecord replace() {
        ConnectionRecord left = connection.handler.handOver();
        if (left != null) {
            resume(left);
        }
        return left;
    }

    /** @return false when the next version cannot go on */
    boolean resume(ConnectionRecord left) {
        connection.forgetTimers();
        context = context();
        SessionRecord record = SessionRecord.of(left.state());
        RtspConnection next = record == null ? null : RtspConnection.resumed(context, connection, record);
        if (next != null) {
            connection.handler = next;
            connection.received(left.unread().asBuffer());
        }
        return next != null;
    }

    /** Another connection to the same server. */
    private RtspRig(RtspRig first, String host) {
        connection = new FakeConnection(host);
        datagrams = first.datagrams;
        context = first.context;
        connection.handler = new RtspConnection(context, connection, "tcp", () -> {});
    }

    RtspRig again(String host) {
        return new RtspRig(this, host);
    }

    /** Sends a request and gives its answer, or null when there is none yet. */
    RtspResponse ask(String method, String url, String... headers) {
        return askWithBody(method, url, "", headers);
    }

    RtspResponse askWithBody(String method, String url, String body, String... headers) {
        int before = responses().size();
        described |= method.equals("DESCRIBE");
        var text = new StringBuilder(method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        send(text.append("\r\n").append(body).toString());
        List<RtspResponse> all = responses();
        return all.size() == before ? null : all.get(all.size() - 1);
    }

    void send(String text) {
        send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void send(ByteBuffer bytes) {
        connection.received(bytes);
    }

    void frame(int channel, byte[] packet) {
        send(ByteBuffer.allocate(4 + packet.length)
                .put((byte) '$')
                .put((byte) channel)
                .putShort((short) packet.length)
                .put(packet)
                .flip());
    }

    /** Describes and sets up the given medias; gives the Session header for further requests. */
    String setUp(int... medias) {
        String session = null;
        if (!described) {
            ask("DESCRIBE", URL);
        }
        for (int media : medias) {
            String url = URL + "/trackID=" + media;
            String transport = "Transport: RTP/AVP/TCP;unicast;interleaved=" + 2 * media + "-" + (2 * media + 1);
            RtspResponse answer =
                    session == null ? ask("SETUP", url, transport) : ask("SETUP", url, transport, session);
            session = "Session: " + answer.header("Session");
        }
        return session;
    }

    List<RtspResponse> responses() {
        var found = new ArrayList<RtspResponse>();
        var reader = new RtspReader();
        try {
            reader.read(ByteBuffer.wrap(connection.sent.toByteArray()), new RtspReader.Handler() {
                @Override
                public void request(RtspRequest request) {
                    throw new AssertionError("the server asks " + request);
                }

                @Override
                public void response(RtspResponse response) {
                    found.add(response);
                }

                @Override
                public void frame(int channel, ByteBuffer data) {}
            });
        } catch (RtspException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    static String body(RtspResponse response) {
        return StandardCharsets.UTF_8.decode(response.body().asBuffer()).toString();
    }
}

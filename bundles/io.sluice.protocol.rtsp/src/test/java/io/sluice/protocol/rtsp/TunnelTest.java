/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Reason;
import io.sluice.protocol.rtsp.tunnel.Entrance;
import io.sluice.protocol.rtsp.tunnel.Tunnels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RTSP through HTTP, in whatever pieces and order the halves of a tunnel come. */
class TunnelTest {
    private static final String GET =
            "GET /cam HTTP/1.0\r\nx-sessioncookie: c1\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n";
    private static final String POST =
            "POST /cam HTTP/1.0\r\nX-SessionCookie: c1\r\nContent-Length: 32767\r\nPragma: no-cache\r\n\r\n";
    private static final String DESCRIBE = "DESCRIBE rtsp://localhost/cam RTSP/1.0\r\nCSeq: 1\r\n\r\n";
    private static final String OPTIONS = "OPTIONS rtsp://localhost/cam RTSP/1.0\r\nCSeq: 2\r\n\r\n";

    private final RtspRig rig = new RtspRig();
    private final Tunnels tunnels = new Tunnels((connection, tunnelled, admitted) ->
            new RtspConnection(rig.context, connection, RtspConnection.carrier(connection, tunnelled), admitted));

    private FakeConnection connect() {
        return connect("127.0.0.1");
    }

    private FakeConnection connect(String host) {
        var connection = new FakeConnection(host);
        connection.handler = new Entrance(tunnels, connection);
        return connection;
    }

    private static void feed(FakeConnection connection, String text) {
        connection.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String sent(FakeConnection connection) {
        return connection.sent.toString(StandardCharsets.US_ASCII);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** As FFmpeg does: each request encoded of its own, so that padding stands between them. */
    private static String requests() {
        return base64(DESCRIBE) + base64(OPTIONS);
    }

    @Test
    void requestsComeByThePostAndAnswersGoByTheGet() {
        FakeConnection get = connect();
        FakeConnection post = connect();
        feed(get, GET);
        assertThat(sent(get)).startsWith("HTTP/1.0 200 OK\r\n").contains("application/x-rtsp-tunnelled\r\n");
        feed(post, POST + requests());
        settle(get, post);

        assertThat(sent(get)).contains("RTSP/1.0 200 OK", "m=video", "CSeq: 1", "CSeq: 2");
        assertThat(sent(post)).isEmpty();
        assertThat(get.admitted).isTrue();
        assertThat(post.admitted).as("it is not a stranger's any more").isTrue();
    }

    @Test
    void itIsToldHowMediaTravels() {
        FakeConnection get = connect();
        FakeConnection post = connect();
        feed(get, GET);
        String setUp = "SETUP rtsp://localhost/cam/trackID=0 RTSP/1.0\r\nCSeq: 2\r\n" + RtspRig.TCP + "\r\n\r\n";
        feed(post, POST + base64(DESCRIBE) + base64(setUp));
        settle(get, post);
        String session = sent(get).replaceAll("(?s).*(Session: [0-9a-f]+).*", "$1");
        feed(post, base64("PLAY rtsp://localhost/cam RTSP/1.0\r\nCSeq: 3\r\n" + session + "\r\n\r\n"));
        settle(get, post);
        assertThat(rig.registry.joins.get(0).transport).isEqualTo("tunnel");
    }

    private static void settle(FakeConnection... connections) {
        for (int i = 0; i < 3; i++) {
            for (FakeConnection each : connections) {
                each.settle();
            }
        }
    }

    @Test
    void splitAtEveryByte() {
        String post = POST + requests();
        for (int at = 1; at < post.length(); at++) {
            FakeConnection get = connect();
            FakeConnection other = connect();
            int cut = Math.min(at, GET.length() - 1);
            feed(get, GET.substring(0, cut));
            feed(get, GET.substring(cut));
            feed(other, post.substring(0, at));
            feed(other, post.substring(at));
            settle(get, other);
            assertThat(sent(get)).as("cut at " + at).contains("m=video", "CSeq: 1", "CSeq: 2");
            get.close(Reason.ENDED, "next");
            settle(get, other);
            assertThat(other.closed).isEqualTo(Reason.ENDED);
        }
    }

    @Test
    void byteByByte() {
        FakeConnection get = connect();
        FakeConnection post = connect();
        GET.chars().forEach(c -> feed(get, String.valueOf((char) c)));
        (POST + requests()).chars().forEach(c -> feed(post, String.valueOf((char) c)));
        settle(get, post);

        assertThat(sent(get)).contains("m=video", "CSeq: 2");
    }

    @Test
    void thePostMayBeFirst() {
        FakeConnection post = connect();
        feed(post, POST + requests());
        assertThat(post.reading)
                .as("nothing more is read before the other half is there")
                .isFalse();
        FakeConnection get = connect();
        feed(get, GET);
        settle(get, post);

        assertThat(sent(get)).contains("m=video", "CSeq: 2");
        assertThat(post.reading).isTrue();
    }

    @Test
    void halvesThatStayAloneAreDropped() {
        FakeConnection get = connect();
        feed(get, GET);
        FakeConnection post = connect();
        feed(post, POST.replace("c1", "c2") + requests());
        FakeConnection nothing = connect();
        feed(nothing, "GE");
        for (int ms : new int[] {9_000, 6_000}) {
            rig.connection.nowMs += ms;
            for (FakeConnection each : new FakeConnection[] {get, post, nothing}) {
                each.advance(ms);
                assertThat(each.closed).isEqualTo(ms == 9_000 ? null : Reason.TIMEOUT);
            }
        }
        // Their cookies are free again.
        FakeConnection again = connect();
        feed(again, GET);
        assertThat(sent(again)).startsWith("HTTP/1.0 200");
    }

    @Test
    void theNextPostTakesThePlaceOfTheLast() {
        FakeConnection get = connect();
        FakeConnection first = connect();
        FakeConnection second = connect();
        feed(get, GET);
        feed(first, POST + base64(DESCRIBE));
        settle(get, first);
        feed(second, POST + base64(OPTIONS));
        settle(get, first, second);

        assertThat(sent(get)).contains("CSeq: 1", "CSeq: 2");
        assertThat(first.closed).isEqualTo(Reason.ENDED);
        assertThat(second.closed).isNull();
        assertThat(second.admitted).isTrue();
    }

    @Test
    void aTunnelIsItsPeersAlone() {
        FakeConnection get = connect("192.0.2.1");
        feed(get, GET);
        FakeConnection stranger = connect("192.0.2.2");
        feed(stranger, POST + requests());
        FakeConnection clear = connect("192.0.2.1");
        clear.secure = true;
        feed(clear, POST + requests());
        settle(get, stranger, clear);
        assertThat(sent(get)).doesNotContain("RTSP/1.0");

        FakeConnection thief = connect("192.0.2.1");
        feed(thief, GET);
        assertThat(sent(thief)).startsWith("HTTP/1.0 503");
        assertThat(thief.closed).isNotNull();
        assertThat(get.closed).isNull();
    }

    @Test
    void onlySoManyWait() {
        for (int i = 0; i < 64; i++) {
            FakeConnection get = connect();
            feed(get, GET.replace("c1", "w" + i));
            assertThat(get.closed).isNull();
        }
        FakeConnection more = connect();
        feed(more, GET);
        assertThat(sent(more)).startsWith("HTTP/1.0 503");
        feed(connect(), "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/9.9\r\n",
                "GET \r\n",
                "POST / HTTP/1.1\r\nx-sessioncookie: a b\r\n\r\n",
                "POST / HTTP/1.1\r\nno colon\r\n\r\n",
            })
    void whatOpensNoTunnelIsToldAndClosed(String text) {
        FakeConnection peer = connect();
        feed(peer, text);

        assertThat(sent(peer)).startsWith("HTTP/1.0 400 Bad Request\r\n");
        assertThat(peer.closed).isEqualTo(Reason.PROTOCOL_ERROR);
        feed(peer, "and more");
    }

    @Test
    void aHeadIsBounded() {
        FakeConnection peer = connect();
        feed(peer, "GET / HTTP/1.0\r\nX: " + "y".repeat(9_000));
        assertThat(sent(peer)).startsWith("HTTP/1.0 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"****", "A===", "QQ=Q", "\u0000"})
    void whatIsNoBase64EndsTheTunnel(String text) {
        FakeConnection get = connect();
        FakeConnection post = connect();
        feed(get, GET);
        feed(post, POST + text);
        settle(get, post);

        assertThat(post.closed).isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @Test
    void rtspWithoutATunnelIsServedAsEver() {
        for (String request : new String[] {OPTIONS, "GET_PARAMETER * RTSP/1.0\r\nCSeq: 2\r\n\r\n"}) {
            FakeConnection peer = connect();
            request.chars().forEach(c -> feed(peer, String.valueOf((char) c)));
            assertThat(sent(peer)).startsWith("RTSP/1.0 200 OK");
        }
    }
}

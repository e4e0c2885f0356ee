/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Viewers who share what goes to a group. */
class MulticastTest {
    private static final String GROUP = "Transport: RTP/AVP;multicast";
    private final RtspRig rig = new RtspRig();

    MulticastTest() {
        rig.groups = GroupRange.of(Map.of("multicast", "239.255.42.0/30:6000", "multicast_ttl", "3"));
    }

    private static String watch(RtspRig viewer) {
        viewer.ask("DESCRIBE", URL);
        RtspResponse first = viewer.ask("SETUP", URL + "/trackID=0", GROUP);
        assertThat(first.header("Transport"))
                .matches("RTP/AVP;multicast;destination=239.255.42.1;port=6000-6001;ttl=3;ssrc=[0-9A-F]{8}");
        String session = "Session: " + first.header("Session");
        assertThat(viewer.ask("SETUP", URL + "/trackID=1", GROUP, session).header("Transport"))
                .contains("port=6002-6003");
        assertThat(viewer.ask("PLAY", URL, session).status()).isEqualTo(200);
        return session;
    }

    @Test
    void howeverManyWatchItIsSentOnce() {
        watch(rig);
        RtspRig second = rig.again("192.0.2.9");
        rig.users.with("ann", "a", io.sluice.api.auth.Role.VIEWER);
        assertThat(rig.datagrams.flows).hasSize(1);
        assertThat(rig.datagrams.ports).hasSize(4);
        assertThat(rig.datagrams.ports.get(0).peer).hasToString("/239.255.42.1:6000");
        assertThat(rig.datagrams.ports.get(3).peer).hasToString("/239.255.42.1:6003");
        assertThat(rig.datagrams.ports.get(0).options.hops()).isEqualTo(3);
        RtspRig third = rig.again("127.0.0.1");
        rig.users = new FakeUsers();
        watch(third);
        assertThat(rig.datagrams.flows).hasSize(1);
        assertThat(rig.registry.joins).hasSize(3).allMatch(joined -> joined.transport.equals("multicast"));
        assertThat(second.connection.closed).isNull();
    }

    @Test
    void itEndsWithTheLastWhoWatches() throws Exception {
        String session = watch(rig);
        RtspRig second = rig.again("127.0.0.1");
        watch(second);
        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        assertThat(rig.datagrams.flows.get(0).detached).isFalse();
        second.connection.close(Reason.ENDED, "the peer closed the connection");
        second.connection.settle();
        assertThat(rig.datagrams.flows.get(0).detached).isTrue();
        byte[] last = rig.datagrams.ports.get(1).sent.get(0);
        assertThat(RtcpReader.read(ByteBuffer.wrap(last))).anyMatch(Rtcp.Bye.class::isInstance);
        assertThat(rig.datagrams.open()).isEmpty();
        assertThat(rig.registry.joins).allMatch(joined -> joined.closed);
        watch(rig.again("127.0.0.1")); // the group is free again
    }

    @Test
    void whenTheStreamEndsAllWhoWatchAreTold() {
        watch(rig);
        rig.datagrams.flows.get(0).ended.accept(Reason.ENDED);
        rig.connection.settle();
        assertThat(rig.connection.closed).isEqualTo(Reason.ENDED);
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void oneWhoSaysNothingIsFreedAfterAMinute() {
        String session = watch(rig);
        rig.connection.advance(50_000);
        assertThat(rig.ask("GET_PARAMETER", URL, session).status()).isEqualTo(200);
        rig.connection.advance(59_000);
        assertThat(rig.connection.closed).isNull();
        rig.connection.advance(1_000);
        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void withoutARangeThereIsNone() {
        rig.groups = GroupRange.NONE;
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", GROUP).status()).isEqualTo(461);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", GROUP + ",RTP/AVP/TCP;unicast")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whenNoGroupIsLeftItIsRefused() {
        rig.groups = GroupRange.of(Map.of("multicast", "239.255.42.1/32"));
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", GROUP).status()).isEqualTo(200);
        RtspRig second = rig.again("127.0.0.1");
        second.ask("DESCRIBE", URL + "?video");
        assertThat(second.ask("SETUP", URL + "/trackID=0?video", GROUP).status())
                .as("the same tracks")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "239.255.42.0/24:5000, 255, 239.255.42.1, 5000",
        "239.255.42.0/24, 255, 239.255.42.1, 5004",
        "232.1.2.3, 1, 232.1.2.3, 5004",
        "239.0.0.0/8, 4095, 239.0.0.1, 5004",
    })
    void readsARange(String text, int count, String first, int port) {
        GroupRange range = GroupRange.of(Map.of("multicast", text));
        assertThat(range.count()).isEqualTo(count);
        assertThat(range.address(0)).hasToString("/" + first);
        assertThat(range.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "239.255.42.300", "239.255.42.0/33", "239.255.42.0/24:5001", "239.1.1.1:80", "x"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> GroupRange.of(Map.of("multicast", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multicast: " + text);
    }
}

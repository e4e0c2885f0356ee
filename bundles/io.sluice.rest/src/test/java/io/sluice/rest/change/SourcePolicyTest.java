/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePolicyTest {
    private final Neighbourhood neighbourhood = new Neighbourhood(() -> Set.of(1984, 8554), host -> switch (host) {
        case "metadata.example" -> all("169.254.169.254");
        case "both.example" -> all("192.0.2.1", "169.254.0.9");
        case "camera.example" -> all("192.0.2.9");
        case "unknown.example" -> throw new UnknownHostException(host);
        default -> InetAddress.getAllByName(host);
    });
    private final SourcePolicy policy = new SourcePolicy(Set.of("vendorlocal")::contains, neighbourhood);

    private static InetAddress[] all(String... addresses) throws UnknownHostException {
        var all = new InetAddress[addresses.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(addresses[i]);
        }
        return all;
    }

    @AfterEach
    void close() {
        neighbourhood.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec:/bin/id",
                "EXEC:/bin/id",
                " exec:id",
                "echo:date",
                "expr:1",
                "file:///etc/passwd",
                "v4l2:device?video=/dev/video0",
                "alsa:device?audio=x",
                "hass:x",
                "vendorlocal:x",
                "ffmpeg:/etc/passwd",
                "ffmpeg:device?video=0",
                "ffmpeg:file:///etc/passwd",
                "ffmpeg:concat:a|b",
                "ffmpeg:hall#raw=-f lavfi",
                "ffmpeg:hall#input=-re -i {input}",
                "ffmpeg:hall#video=-c copy -f mpegts /tmp/x",
                "ffmpeg:nothere#video=h264",
                "rtsp://${HOST}/x",
                "${SOURCE}",
                "rtsp://camera.example/{input}",
                "rtsp://169.254.169.254/",
                "http://[fe80::1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::169.254.169.254]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[fd00:ec2::254]/",
                "http://100.100.100.200/",
                "http://2852039166/",
                "http://metadata.example/",
                "http://both.example/",
                "http://user:p@ss@169.254.169.254/",
                "http://127.0.0.1:1984/api",
                "http://localhost:1984/",
                "http://0.0.0.0:1984/",
                "http://[::ffff:127.0.0.1]:1984/",
                "rtsp://127.0.0.1:8554/demo",
                "ffmpeg:http://169.254.169.254/#video=copy",
                "webrtc:http://169.254.169.254/",
                "onvif://camera.example/?next=http%3A%2F%2F169.254.169.254%2F",
                "nothing",
                ""
            })
    void refuses(String source) {
        assertThat(policy.refusal(source, Set.of("hall"))).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo:",
                "rtsp://admin:secret@camera.example/1#timeout=30",
                "rtsp://admin:p@ss@192.0.2.9:554/1",
                "rtsp://unknown.example/1",
                "http://127.0.0.1:8081/video",
                "newvendor:serial-number",
                "ffmpeg:hall#video=h264#audio=opus/16000#hardware",
                "ffmpeg:rtsp://camera.example/1#video=h264",
                "rtmp://camera.example/live"
            })
    void lets(String source) {
        assertThat(policy.refusal(source, Set.of("hall"))).isNull();
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.stream.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers that real cameras gave, byte for byte, with the CSeq of another conversation. */
final class DialogsTest extends ScriptedCase {
    private static final Path RESPONSES =
            Path.of("../io.sluice.lib.rtsp/src/test/resources/io/sluice/lib/rtsp/responses");

    /** Some were saved without the empty line that ends them. */
    private static byte[] answer(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(RESPONSES.resolve(name + ".txt"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains("\r\n\r\n")
                ? bytes
                : (text.stripTrailing() + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "dahua_describe_h264_aac_onvif, dahua_setup, dahua_play, '[h264/90000, aac/48000/1]'",
        "gw_main_describe, gw_main_setup_video gw_main_setup_audio, gw_main_play, '[h264/90000, pcmu/8000/1]'",
        "gw_sub_describe, gw_sub_setup, gw_sub_play, '[h264/90000]'",
        "hikvision_describe, hikvision_setup, hikvision_play, '[h264/90000]'",
        "hikvision_describe, hikvision_setup_ssrc_space, hikvision_play, '[h264/90000]'",
        "reolink_describe, reolink_setup, reolink_play, '[h264/90000, aac/16000/1]'",
        "bunny_describe, bunny_setup, bunny_play, '[aac/12000/2, h264/90000]'",
        "bunny_describe, bunny_setup, bad_rtptime, '[aac/12000/2, h264/90000]'",
        "missing_content_type_describe, luckfox_rkipc_setup_tcp, laureii_play, '[h264/90000, aac/48000/2]'"
    })
    void plays(String describe, String setups, String play, String codecs) throws Exception {
        var next = new AtomicInteger();
        String[] each = setups.split(" ");
        camera.on("DESCRIBE", (request, peer) -> peer.send(answer(describe)));
        camera.on(
                "SETUP", (request, peer) -> peer.send(answer(each[Math.min(each.length - 1, next.getAndIncrement())])));
        int video = codecs.startsWith("[h264") ? 0 : 2;
        camera.on("PLAY", (request, peer) -> {
            peer.send(answer(play));
            peer.send(media(video));
        });
        assertThat(open()).isInstanceOf(Opened.Producing.class);
        assertThat(codecs(context.tracks())).isEqualTo(codecs);
        context.awaitUnits(5, SOON);
        List<AccessUnit> units = context.tracks().get(video / 2).units();
        // Whatever RTP-Info says, the first picture is near the zero point.
        assertThat(units.get(0).pts()).isBetween(-900_000L, 900_000L);
        assertThat(camera.requests("PLAY").get(0).headers()).containsKey("session");
    }

    /** The payload type of each camera's video is another one; its description tells. */
    private static byte[] media(int channel) {
        var out = new ByteArrayOutputStream();
        for (int type : new int[] {96, 97, 98, 99, 105}) {
            out.writeBytes(TestPackets.h264(channel, type, 6));
        }
        return out.toByteArray();
    }

    @Test
    void seesThatH264DvrAnswersWithUdp() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> peer.send(answer("h264dvr_describe")));
        camera.on("SETUP", (request, peer) -> peer.send(answer("h264dvr_setup_video")));
        assertThat(refused(camera.url() + "#transport=tcp").text()).contains("UDP");
    }

    @Test
    void isRefusedByLongse() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> peer.send(answer("longse_unauthorized")));
        Opened.Refused refused = refused("rtsp://admin:x@127.0.0.1:" + camera.port() + "/live");
        assertThat(refused.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(camera.requests("DESCRIBE")).hasSize(2);
        assertThat(camera.requests("DESCRIBE").get(1).headers().get("authorization"))
                .startsWith("Digest username=\"admin\", realm=\"Surveillance Server\", nonce=\"98481030\"");
    }
}

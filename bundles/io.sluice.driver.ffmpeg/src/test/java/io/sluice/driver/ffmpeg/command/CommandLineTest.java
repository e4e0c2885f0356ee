/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ffmpeg is started with. */
class CommandLineTest {
    private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");
    private static final String OWN = "rtsp://127.0.0.1:1/in";
    private static final String OUT = "rtsp://127.0.0.1:1/out";

    static List<String> line(String source, Presets presets, @Nullable Hardware hardware) {
        FfmpegOptions options = FfmpegOptions.of(Source.of(source), presets, Duration.ofSeconds(5));
        return new CommandLine(options, presets, hardware).arguments(FFMPEG, OWN, OUT, 1_700_000_000_000L);
    }

    private static String text(String source) {
        return String.join(" ", line(source, Presets.builtIn(), null));
    }

    @Test
    void aLegThatAddsOpus() {
        assertThat(text("ffmpeg:yard#audio=opus"))
                .isEqualTo("/usr/bin/ffmpeg -nostdin -hide_banner -nostats -v warning"
                        + " -copyts -protocol_whitelist rtp,tcp"
                        + " -flags low_delay -timeout 5000000 -rtsp_transport tcp -i "
                        + OWN
                        + " -c:a libopus -application:a lowdelay -ar:a 48000 -ac:a 2 -vn -sn -dn"
                        + " -start_time_realtime 1700000000000000 -avoid_negative_ts disabled"
                        + " -max_delay 1 -rtsp_transport tcp -f rtsp " + OUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "ffmpeg:http://h/a~-protocol_whitelist http,tcp -format_whitelist ",
                "ffmpeg:https://h/a~-protocol_whitelist https,tls,tcp -format_whitelist ",
                "ffmpeg:rtmp://h/a~-protocol_whitelist rtmp,tcp -format_whitelist ",
                "ffmpeg:rtmps://h/a~-protocol_whitelist rtmps,tls,tcp -format_whitelist ",
                "ffmpeg:RTSP://h/a~-protocol_whitelist rtp,udp,tcp -allowed_media_types video+audio ",
                "ffmpeg:rtsps://h/a#audio=opus~-protocol_whitelist rtp,udp,tls,tcp -allowed_media_types audio ",
                "ffmpeg:rtsp://h/a#video=copy~-allowed_media_types video ",
                "ffmpeg:/media/a.mp4~-protocol_whitelist file -re -i file:/media/a.mp4 ",
                "ffmpeg:/media/a.mp4#input=file/loop~-protocol_whitelist file -re -stream_loop -1 -i"
                        + " file:/media/a.mp4 ",
                "ffmpeg:rtsp://h/a#input=rtsp/udp#timeout=9~-timeout 9000000 -user_agent Sluice -rtsp_transport"
                        + " udp -i rtsp://h/a ",
                "ffmpeg:rtsp://h/a#input=-f x -i {input} -t 3~ -f x -i rtsp://h/a -t 3 ",
                "ffmpeg:virtual?#video=h264~ -re -f lavfi -i testsrc2=size=1280x720:rate=25 -c:v libx264 ",
                "ffmpeg:yard~-i rtsp://127.0.0.1:1/in -c copy -sn -dn ",
                "ffmpeg:yard#video=copy~ -c:v copy -an ",
                "ffmpeg:yard#video=copy#audio=aac~ -c:v copy -c:a aac -sn ",
                "ffmpeg:yard#raw=-c:v copy -an~-i rtsp://127.0.0.1:1/in -c:v copy -an -sn -dn ",
                "ffmpeg:yard#video=h264#video=copy#audio=opus#audio=pcma~-map 0:v:0? -map 0:v:0? -map 0:a:0?"
                        + " -map 0:a:0? -c:v:0 libx264 ",
                "ffmpeg:yard#video=h264#video=copy#audio=opus#audio=pcma~-c:v:1 copy -c:a:0 libopus ",
                "ffmpeg:yard#video=h264#video=copy#audio=opus#audio=pcma~-c:a:1 pcm_alaw -ar:a:1 8000 -ac:a:1 1 ",
                "ffmpeg:yard#video=h264#width=640~ -filter:v scale=640:-2 ",
                "ffmpeg:yard#video=h264#height=360#rotate=180~ -filter:v transpose=1,transpose=1,scale=-2:360 ",
                "ffmpeg:yard#video=h264#bitrate=2M~ -b:v 2M -maxrate:v 2M -bufsize:v 2M ",
                "ffmpeg:yard#audio=opus#async~ -filter:a aresample=async=1 ",
                "ffmpeg:yard#audio=opus#async~ -use_wallclock_as_timestamps 1 -protocol_whitelist ",
            })
    void eachOptionHasItsArguments(String source, String part) {
        assertThat(text(source)).contains(part).endsWith(" -max_delay 1 -rtsp_transport tcp -f rtsp " + OUT);
    }

    @Test
    void noPlaylistIsReadOverHttp() {
        List<String> line = line("ffmpeg:http://h/a", Presets.builtIn(), null);

        assertThat(List.of(line.get(line.indexOf("-format_whitelist") + 1).split(",")))
                .contains("flv", "mpegts", "mov", "mpjpeg")
                .doesNotContain("hls", "concat", "dash", "sdp", "rtsp", "image2", "imf", "lavfi");
    }

    @Test
    void whatWasReadToFindTheCodecsIsNotThrownAway() {
        assertThat(text("ffmpeg:http://h/a")).doesNotContain("nobuffer");
        assertThat(text("ffmpeg:rtsp://h/a#video=h264")).doesNotContain("nobuffer");
        assertThat(text("ffmpeg:yard#audio=opus")).doesNotContain("nobuffer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "VAAPI~#video=h264#width=640~-hwaccel vaapi -hwaccel_output_format vaapi -hwaccel_flags"
                        + " allow_profile_mismatch",
                "VAAPI~#video=h264#width=640~-c:v h264_vaapi -g 50 -bf 0 -profile:v high -level:v 4.1 -sei:v 0"
                        + " -filter:v"
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + ""
                        + " format=vaapi|nv12,hwupload,scale_vaapi=640:-2"
                        + ":out_color_matrix=bt709:out_range=tv:format=nv12",
                "VAAPI~#video=h264#rotate=90~-filter:v transpose=1,format=nv12,hwupload -an",
                "CUDA~#video=h265#height=720~-hwaccel cuda -hwaccel_output_format cuda",
                "CUDA~#video=h265#height=720~-c:v hevc_nvenc",
                "CUDA~#video=h265#height=720~-filter:v scale_cuda=-2:720",
                "CUDA~#video=h264#rotate=90~-hwaccel_output_format nv12",
                "V4L2M2M~#video=h264#width=640~-c:v h264_v4l2m2m -g 50 -bf 0 -pix_fmt:v yuv420p -filter:v scale=640:-2",
                "RKMPP~#video=h264#width=640~-hwaccel rkmpp -hwaccel_output_format drm_prime -afbc rga",
                "RKMPP~#video=h264#width=640~-filter:v scale_rkrga=640:-2:format=nv12:afbc=1",
                "VIDEOTOOLBOX~#video=h264~-hwaccel videotoolbox",
                "DXVA2~#video=h264~-c:v h264_qsv",
            })
    void hardwareHasItsOwnArguments(Hardware hardware, String options, String part) {
        assertThat(String.join(" ", line("ffmpeg:yard" + options, Presets.builtIn(), hardware)))
                .contains(part);
    }

    @Test
    void hardwareThatLacksAnEncoderIsLeftOut() {
        assertThat(line("ffmpeg:yard#video=h264#video=mjpeg", Presets.builtIn(), Hardware.CUDA))
                .doesNotContain("-hwaccel", "h264_nvenc")
                .contains("libx264", "mjpeg");
    }

    @Test
    void theConfigurationFileCanSayAllOfItOtherwise() {
        Presets presets = Presets.of(Map.of(
                "global", "-v error",
                "output", List.of("-f", "rtsp", "{output}"),
                "opus", "-codec:a libopus -b:a 32k",
                "http", "-re -i {input}"));

        assertThat(String.join(" ", line("ffmpeg:http://h/a#audio=opus", presets, null)))
                .contains(" -nostats -v error -protocol_whitelist http,tcp -format_whitelist ")
                .contains(" -re -i http://h/a -codec:a libopus -b:a 32k -vn ")
                .endsWith(" -dn -f rtsp " + OUT);
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The argument vector: constants, arguments of presets, and single elements that were checked. Nothing is split,
 * decoded or expanded here, and nothing of it is seen by a shell.
 */
public final class CommandLine {
    private static final String INPUT = "{input}";
    private static final String TIMEOUT = "{timeout}";
    private static final String OUTPUT = "{output}";

    /** What a URL may lead to. A file is in none of them, so no redirect and no playlist reaches one. */
    private static final Map<String, String> PROTOCOLS = Map.of(
            "http", "http,tcp",
            "https", "https,tls,tcp",
            "rtmp", "rtmp,tcp",
            "rtmps", "rtmps,tls,tcp",
            "rtsp", "rtp,udp,tcp",
            "rtsps", "rtp,udp,tls,tcp");

    /** No playlists (hls, dash, concat, sdp): they name other addresses, which ffmpeg would fetch. */
    private static final String FORMATS =
            "aac,ac3,asf,au,avi,eac3,flac,flv,h264,hevc,ivf,jpeg_pipe,live_flv,m4v,matroska,"
                    + "mjpeg,mov,mp3,mpeg,mpegts,mpegvideo,mpjpeg,ogg,wav,webm";

    private final FfmpegOptions options;
    private final Presets presets;
    private final @Nullable Hardware hardware;

    /** @param hardware that was found to work, or is demanded; null: the processor encodes */
    public CommandLine(FfmpegOptions options, Presets presets, @Nullable Hardware hardware) {
        this.options = options;
        this.presets = presets;
        this.hardware = hardware != null && encodesAll(options, presets, hardware) ? hardware : null;
    }

    /** Pictures in the hardware's memory are of no use to an encoder that is none of it. */
    public static boolean encodesAll(FfmpegOptions options, Presets presets, Hardware hardware) {
        return options.encoded().stream().allMatch(codec -> presets.hardware(codec, hardware) != null);
    }

    /**
     * The vector for a source.
     *
     * @param ffmpeg absolute
     * @param own where another stream of ours is read, {@code rtsp://127.0.0.1:…}; unused for other inputs
     * @param output where the media is sent by RTSP, {@code rtsp://127.0.0.1:…}
     * @param startMs wall clock of time zero in the sender reports, milliseconds since the Unix epoch
     */
    public List<String> arguments(Path ffmpeg, String own, String output, long startMs) {
        var line = new ArrayList<String>();
        line.add(ffmpeg.toString());
        line.addAll(List.of("-nostdin", "-hide_banner", "-nostats"));
        line.addAll(presets.plain("global"));
        if (hardware != null) {
            line.addAll(hardware.decoder(hardware.inMemory(options)));
        }
        if (options.async()) {
            line.addAll(List.of("-use_wallclock_as_timestamps", "1"));
        }
        line.addAll(input(own));
        codecs(line);
        options.raw().forEach(raw -> line.addAll(raw.arguments()));
        line.addAll(List.of("-sn", "-dn"));
        if (keepsTimes()) {
            line.addAll(List.of("-start_time_realtime", startMs + "000", "-avoid_negative_ts", "disabled"));
        }
        line.addAll(filled(presets.plain("output"), OUTPUT, output));
        return List.copyOf(line);
    }

    /** What is made of a stream of ours has its times, so that sound and picture stay together. */
    private boolean keepsTimes() {
        return options.input() instanceof Input.OwnStream && !options.async();
    }

    private List<String> input(String own) {
        var line = new ArrayList<String>();
        Input input = options.input();
        if (input instanceof Input.Made made) {
            line.addAll(made.arguments());
        } else if (input instanceof Input.LocalFile file) {
            line.addAll(List.of("-protocol_whitelist", "file"));
            line.addAll(template("file", "file:" + file.path()));
        } else if (input instanceof Input.OwnStream) {
            if (keepsTimes()) {
                line.add("-copyts");
            }
            line.addAll(List.of("-protocol_whitelist", "rtp,tcp"));
            line.addAll(template("stream", own));
        } else if (input instanceof Input.Url url) {
            line.addAll(List.of("-protocol_whitelist", PROTOCOLS.getOrDefault(url.scheme(), "tcp")));
            if (url.scheme().startsWith("rtsp")) {
                line.addAll(List.of("-allowed_media_types", mediaTypes()));
                line.addAll(template("rtsp", url.url()));
            } else {
                line.addAll(List.of("-format_whitelist", FORMATS));
                line.addAll(template("http", url.url()));
            }
        }
        return line;
    }

    private String mediaTypes() {
        boolean both = options.video().isEmpty() == options.audio().isEmpty();
        return both ? "video+audio" : options.audio().isEmpty() ? "video" : "audio";
    }

    private List<String> template(String normal, String input) {
        List<String> template = options.template() != null ? options.template().arguments() : presets.input(normal);
        String timeoutUs = Long.toString(options.timeout().toMillis() * 1_000);
        return filled(filled(template == null ? List.of() : template, TIMEOUT, timeoutUs), INPUT, input);
    }

    /** A place is filled inside of its argument; what fills it never makes another argument. */
    private static List<String> filled(List<String> template, String place, String value) {
        return template.stream().map(argument -> argument.replace(place, value)).toList();
    }

    private void codecs(List<String> line) {
        if (options.copies()) {
            if (options.raw().isEmpty()) {
                line.addAll(List.of("-c", "copy"));
            }
            return;
        }
        boolean several = options.video().size() > 1 || options.audio().size() > 1;
        boolean pictures = !options.video().isEmpty();
        boolean sound = !options.audio().isEmpty();
        if (several) {
            options.video().forEach(codec -> line.addAll(List.of("-map", "0:v:0?")));
            options.audio().forEach(codec -> line.addAll(List.of("-map", "0:a:0?")));
        }
        for (int i = 0; i < options.video().size(); i++) {
            List<String> coded = video(options.video().get(i));
            line.addAll(several ? numbered(coded, "v", i) : coded);
        }
        for (int i = 0; i < options.audio().size(); i++) {
            List<String> coded = audio(options.audio().get(i));
            line.addAll(several ? numbered(coded, "a", i) : coded);
        }
        if (!pictures) {
            line.add("-vn");
        }
        if (!sound) {
            line.add("-an");
        }
    }

    private List<String> video(String codec) {
        var coded = new ArrayList<String>();
        if (codec.equals("copy")) {
            return orNone(presets.video("copy"));
        }
        List<String> encoder = hardware == null ? null : presets.hardware(codec, hardware);
        coded.addAll(encoder != null ? encoder : orNone(presets.video(codec)));
        List<String> filters =
                encoder != null && hardware != null ? hardware.filters(options) : Filters.inMemory(options);
        if (!filters.isEmpty()) {
            coded.add("-filter:v");
            coded.add(String.join(",", filters));
        }
        if (options.bitrate() != null) {
            coded.addAll(List.of(
                    "-b:v", options.bitrate(), "-maxrate:v", options.bitrate(), "-bufsize:v", options.bitrate()));
        }
        return coded;
    }

    private List<String> audio(String codec) {
        var coded = new ArrayList<>(orNone(presets.audio(codec)));
        if (options.async() && !codec.equals("copy")) {
            coded.addAll(List.of("-filter:a", "aresample=async=1"));
        }
        return coded;
    }

    private static List<String> orNone(@Nullable List<String> preset) {
        return preset == null ? List.of() : preset;
    }

    /** {@code -c:v} for the second of several is {@code -c:v:1}. */
    private static List<String> numbered(List<String> coded, String kind, int index) {
        String suffix = ":" + kind;
        return coded.stream()
                .map(argument ->
                        argument.startsWith("-") && argument.endsWith(suffix) ? argument + ":" + index : argument)
                .toList();
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A foreign program that watches a stream over TCP and says how many pictures it has decoded. */
final class Player implements AutoCloseable {
    /** mpv says how far it is to terminals only. */
    private static final String COUNT = """
            local first
            mp.add_periodic_timer(0.1, function()
              local now = mp.get_property_number("time-pos")
              first = first or now
              if now then print("picture=" .. math.floor(25 * (now - first))) end
            end)
            """;

    private final String name;
    private final PeerProcess process;
    private final Pattern count;
    private final boolean each;

    /** @param each whether every match is one picture; otherwise the last one says how many there are */
    private Player(String name, PeerProcess process, String count, boolean each) {
        this.name = name;
        this.process = process;
        this.count = Pattern.compile(count);
        this.each = each;
    }

    static Player ffmpeg(String url) throws IOException {
        String command = "ffmpeg -nostdin -v error -progress pipe:1 -stats_period 0.2 -rtsp_transport tcp -i " + url
                + " -an -f null -";
        return new Player("ffmpeg", PeerProcess.start(command.split(" ")), "frame= *(\\d+)", false);
    }

    static Player gstreamer(String url) throws IOException {
        String command = "gst-launch-1.0 -v rtspsrc protocols=tcp latency=0 location=" + url + "?video=h264"
                + " ! rtph264depay ! h264parse ! avdec_h264 ! fakesink silent=false sync=false";
        return new Player("GStreamer", PeerProcess.start(command.split(" ")), "last-message = chain", true);
    }

    /** Its count is of pictures by their time: at 25 in a second. */
    static Player mpv(String url) throws IOException {
        Path script = Files.writeString(Dist.workDirectory("mpv").resolve("count.lua"), COUNT);
        PeerProcess process = PeerProcess.start(
                "mpv",
                "--no-config",
                "--vo=null",
                "--ao=null",
                "--no-audio",
                "--profile=low-latency",
                "--rtsp-transport=tcp",
                "--script=" + script,
                url);
        return new Player("mpv", process, "picture=(\\d+)", false);
    }

    long pictures() throws IOException {
        Matcher found = count.matcher(process.output());
        long pictures = 0;
        while (found.find()) {
            pictures = each ? pictures + 1 : Math.max(pictures, Long.parseLong(found.group(1)));
        }
        return pictures;
    }

    /** Waits until it has decoded so many more than {@code before}. */
    void awaitMore(long before, int more, Duration limit) {
        Await.until(() -> name + " decodes: " + tail(), limit, () -> process.isAlive() && pictures() >= before + more);
    }

    private String tail() {
        try {
            String output = process.output();
            return (process.isAlive() ? "" : "it has ended: ") + output.substring(Math.max(0, output.length() - 500));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

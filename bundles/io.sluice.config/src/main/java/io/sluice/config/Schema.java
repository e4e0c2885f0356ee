/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static io.sluice.config.ValueTypes.ABSOLUTE_PATH;
import static io.sluice.config.ValueTypes.ADDRESS_OR_NONE;
import static io.sluice.config.ValueTypes.ARGUMENTS;
import static io.sluice.config.ValueTypes.BOOLEAN;
import static io.sluice.config.ValueTypes.GROUPS_OR_NONE;
import static io.sluice.config.ValueTypes.SECRET;
import static io.sluice.config.ValueTypes.TEXT;
import static io.sluice.config.ValueTypes.duration;
import static io.sluice.config.ValueTypes.integer;
import static io.sluice.config.ValueTypes.listOf;
import static io.sluice.config.ValueTypes.number;
import static io.sluice.config.ValueTypes.oneOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that may stand in the file. What a newer version adds is one line here, and one in keys.properties. */
final class Schema {
    static final String STREAMS = "streams";
    static final String PRELOAD = "preload";
    static final String PUBLISH = "publish";

    /** They decide which programs are started, and with what: theirs is the machine, so only the file has them. */
    static final Set<String> MACHINE = Set.of("exec", "ffmpeg");

    private static final String[] NONE = {};

    /** Sections that are one PID each, in the order in which they are applied. */
    static final List<Section> SECTIONS = List.of(
            // First, so that an address that is opened by the same edit never answers without them.
            Section.of("auth")
                    .key(
                            "users",
                            new TableType(Section.of("users")
                                    .key("name", UserTypes.NAME, "")
                                    .key("password", SECRET, "")
                                    .key("digest", SECRET, null)
                                    .key("role", oneOf("viewer", "publisher", "admin"), "viewer")
                                    .key("streams", listOf(UserTypes.STREAM), NONE)),
                            null),
            Section.of("tuning")
                    .key("hold", duration("0s", "1h"), "30s")
                    .key("slow_close", duration("100ms", "10m"), "10s")
                    .key("linger", duration("0s", "1h"), "5s")
                    .key("linger_local", duration("0s", "1h"), "0s")
                    .key("open", duration("100ms", "10m"), "10s")
                    .key("start", duration("100ms", "10m"), "10s")
                    .key("handover", duration("100ms", "1m"), "5s")
                    .key("stall", duration("500ms", "10m"), "5s")
                    .key("udp_silence", duration("100ms", "1m"), "3s")
                    .key("close", duration("100ms", "10m"), "3s")
                    .key("retry.first", duration("10ms", "10m"), "500ms")
                    .key("retry.factor", number(1, 10), 1.6)
                    .key("retry.cap", duration("10ms", "1h"), "30s")
                    .key("retry.reset", duration("0s", "1h"), "30s")
                    .key("retry.jitter", number(0, 0.9), 0.2)
                    .key("retry.auth_tries", integer(1, 100), 3)
                    .key("retry.auth_window", duration("1s", "24h"), "5m")
                    .key("check_interval", duration("100ms", "1h"), "10s")
                    .key("max_streams", integer(1, 4096), 4096)
                    .key("max_viewers", integer(1, 1_000_000), 4096)
                    .later("adhoc", BOOLEAN, false),
            Section.of("rtsp")
                    .key("listen", ADDRESS_OR_NONE, "127.0.0.1:8554")
                    .key("udp_port", integer(0, 65_534), 8556)
                    .key("multicast", GROUPS_OR_NONE, null)
                    .key("multicast_ttl", integer(0, 255), 1)
                    .key("multicast_interface", TEXT, null)
                    .key("username", TEXT, null)
                    .key("password", SECRET, null)
                    .key("default_query", TEXT, null)
                    .key("basic", BOOLEAN, false)
                    .key("publish_timeout", duration("1s", "1h"), "15s")
                    .key("session_timeout", duration("1s", "1h"), "60s")
                    .key("talk", oneOf("viewer", "publisher", "admin", "nobody"), "publisher")
                    .foreign("pkt_size"),
            Section.of("net")
                    .key("loops", integer(1, 256), null)
                    .key("transport", oneOf("auto", "nio"), null)
                    .key("max_connections", integer(1, 1_000_000), null)
                    .key("max_connections_per_address", integer(1, 1_000_000), null)
                    .key("max_strangers", integer(1, 1_000_000), null)
                    .key("bind_retry", duration("100ms", "10m"), null),
            Section.of("api")
                    .key("listen", ADDRESS_OR_NONE, "127.0.0.1:1984")
                    .key("base_path", TEXT, null)
                    .key("hosts", listOf(TEXT), null)
                    .key("origins", listOf(TEXT), null)
                    .key("trusted_proxies", listOf(TEXT), null)
                    .key("frame_ancestors", listOf(TEXT), null)
                    .key("username", TEXT, null)
                    .key("password", SECRET, null)
                    .foreign(
                            "local_auth",
                            "static_dir",
                            "origin",
                            "tls_listen",
                            "tls_cert",
                            "tls_key",
                            "unix_listen",
                            "allow_paths"),
            Section.of("tls")
                    .key("cert", TEXT, null)
                    .key("key", TEXT, null)
                    .key("self_signed", BOOLEAN, false)
                    .key("ca", TEXT, null),
            Section.of("rtmp").later("listen", ADDRESS_OR_NONE, ""),
            Section.of("webrtc")
                    .later("listen", ADDRESS_OR_NONE, "127.0.0.1:8555")
                    .later("candidates", listOf(TEXT), NONE)
                    .later(
                            "ice_servers",
                            new TableType(Section.of("ice_servers")
                                    .later("urls", listOf(TEXT), NONE)
                                    .later("username", TEXT, null)
                                    .later("credential", SECRET, null)),
                            null)
                    .foreign("filters"),
            Section.of("ffmpeg")
                    .key("bin", TEXT, null)
                    .key("timeout", integer(1, 600), 5)
                    .others(ARGUMENTS),
            Section.of("exec").key("allow_paths", listOf(ABSOLUTE_PATH), NONE),
            Section.of("console").key("remote", BOOLEAN, false));

    /** Sections of go2rtc that have no counterpart here. */
    static final Set<String> FOREIGN = Set.of(
            "app",
            "echo",
            "hass",
            "hls",
            "homekit",
            "log",
            "mjpeg",
            "mp4",
            "ngrok",
            "pinggy",
            "srtp",
            "webtorrent",
            "wyoming",
            "wyze",
            "xiaomi");

    private Schema() {}

    static List<String> sectionNames() {
        var names = new ArrayList<>(List.of(STREAMS, PRELOAD, PUBLISH));
        SECTIONS.forEach(section -> names.add(section.name()));
        return names;
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import java.util.List;
import java.util.Locale;

/** Everything that {@code /metrics} shows. {@code docs/metrics.md} has the same table; a test compares them. */
enum Metric {
    INFO(Type.GAUGE, "sluice_info", "Always 1", "version"),
    STREAMS(Type.GAUGE, "sluice_streams", "Streams by state", "state"),
    VIEWERS(Type.GAUGE, "sluice_viewers", "Viewers by protocol", "protocol"),
    TRANSPORTS(Type.GAUGE, "sluice_viewers_by_transport", "Viewers by the way that media travels to them", "transport"),
    PRODUCERS(Type.GAUGE, "sluice_producers", "Open sources by driver's bundle", "driver"),
    ABANDONED(Type.GAUGE, "sluice_abandoned_calls", "Calls into drivers that did not return in time and may hang"),
    RECONNECTS(Type.COUNTER, "sluice_reconnects_total", "How often a stream began to reconnect"),
    RECEIVED_UNITS(Type.COUNTER, "sluice_received_units_total", "Access units that came from sources"),
    RECEIVED_BYTES(Type.COUNTER, "sluice_received_bytes_total", "Payload that came from sources"),
    SENT_UNITS(Type.COUNTER, "sluice_sent_units_total", "Access units that viewers took"),
    SENT_BYTES(Type.COUNTER, "sluice_sent_bytes_total", "Bytes that viewers took, with framing"),
    SKIPPED_UNITS(Type.COUNTER, "sluice_skipped_units_total", "Access units that viewers lost because they were slow"),
    DROPPED_DATAGRAMS(
            Type.COUNTER, "sluice_dropped_datagrams_total", "Datagrams to viewers that system or network did not take"),
    FEEDS(Type.GAUGE, "sluice_feeds", "Feeds"),
    FEED_MEMORY(Type.GAUGE, "sluice_feed_memory_bytes", "Direct memory that feeds hold"),
    LANE_COMMANDS(Type.COUNTER, "sluice_lane_commands_total", "Commands that ran on the lane"),
    LANE_QUEUE(Type.GAUGE, "sluice_lane_queue_length", "Commands that waited when the last one ended"),
    LANE_WAIT(Type.GAUGE, "sluice_lane_wait_max_seconds", "Longest that a command waited since the start"),
    LANE_RUN(Type.GAUGE, "sluice_lane_run_max_seconds", "Longest that a command ran since the start"),
    LANE_ANSWER(Type.GAUGE, "sluice_lane_answer_seconds", "How long the lane took to answer for this page"),
    CONNECTIONS(Type.GAUGE, "sluice_connections", "Connections by protocol", "protocol"),
    HTTP_REQUESTS(Type.COUNTER, "sluice_http_requests_total", "Requests by class of status: 1xx to 5xx", "class"),
    BUNDLES(Type.GAUGE, "sluice_bundles", "Bundles by state", "state"),
    HEAP_USED(Type.GAUGE, "jvm_memory_used_bytes", "Memory that objects take", "area"),
    HEAP_COMMITTED(Type.GAUGE, "jvm_memory_committed_bytes", "Memory that Java keeps for objects", "area"),
    DIRECT(Type.GAUGE, "jvm_buffer_pool_used_bytes", "Memory of buffers", "pool"),
    THREADS(Type.GAUGE, "jvm_threads_current", "Threads"),
    COLLECTIONS(Type.COUNTER, "jvm_gc_collections_total", "Runs of a collector", "gc"),
    COLLECTION_TIME(Type.COUNTER, "jvm_gc_collection_seconds_total", "Time that a collector took", "gc"),
    CPU(Type.COUNTER, "process_cpu_seconds_total", "Processor time"),
    MEMORY(Type.GAUGE, "process_resident_memory_bytes", "Memory of the process"),
    FILES(Type.GAUGE, "process_open_fds", "Open files and sockets"),
    START(Type.GAUGE, "process_start_time_seconds", "When the process started, in Unix time");

    private final Type type;
    private final String name;
    private final String help;
    private final String label;

    /** What a number means to whoever reads it twice. */
    enum Type {
        COUNTER,
        GAUGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Metric(Type type, String name, String help) {
        this(type, name, help, "");
    }

    Metric(Type type, String name, String help, String label) {
        this.type = type;
        this.name = name;
        this.help = help;
        this.label = label;
    }

    Type type() {
        return type;
    }

    /** As Prometheus knows it. */
    String key() {
        return name;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return label.isEmpty() ? List.of() : List.of(label);
    }
}

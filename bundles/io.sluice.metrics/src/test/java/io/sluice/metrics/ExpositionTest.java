/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpositionTest {
    private final Exposition page = new Exposition();

    @Test
    void writesTheFormatOfPrometheus() {
        page.add(Metric.STREAMS, 1, "LIVE");
        page.add(Metric.STREAMS, 2, "LIVE");
        page.add("sluice_received_bytes_total", 12_345_678_901L);
        page.add("sluice_lane_wait_max_seconds", 0.0025);

        assertThat(page).hasToString("""
                        # HELP sluice_streams Streams by state
                        # TYPE sluice_streams gauge
                        sluice_streams{state="LIVE"} 3
                        # HELP sluice_received_bytes_total Payload that came from sources
                        # TYPE sluice_received_bytes_total counter
                        sluice_received_bytes_total 12345678901
                        # HELP sluice_lane_wait_max_seconds Longest that a command waited since the start
                        # TYPE sluice_lane_wait_max_seconds gauge
                        sluice_lane_wait_max_seconds 0.0025
                        """);
    }

    @Test
    void leavesOutWhatIsNotExplained() {
        page.add("vendor_secret_total", 1);
        page.add("sluice_streams", 1);
        page.add("sluice_feeds", 1, "label");

        assertThat(page).hasToString("");
    }

    @Test
    void escapesLabels() {
        page.add(Metric.VIEWERS, 1, "a\"b\\c\nd");

        assertThat(page.toString()).contains("{protocol=\"a\\\"b\\\\c\\nd\"} 1");
    }

    @Test
    void readsTheProcess() {
        ProcessReadings.read(page);

        assertThat(page.toString())
                .contains("process_resident_memory_bytes ", "process_open_fds ", "jvm_threads_current ")
                .containsPattern("process_cpu_seconds_total [0-9.]+");
    }
}

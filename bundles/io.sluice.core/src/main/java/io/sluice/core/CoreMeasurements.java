/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.metrics.Measured;
import io.sluice.api.metrics.Readings;
import io.sluice.core.feed.LogBudget;
import io.sluice.core.lane.LaneStatistics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What core counts. */
@Component
public final class CoreMeasurements implements Measured {
    private static final double NS = 1e-9;

    private final Engine engine;

    @Activate
    public CoreMeasurements(@Reference Core core) {
        engine = core.engine();
    }

    @Override
    public void measure(Readings readings) {
        LaneStatistics lane = engine.lane().statistics();
        readings.add("sluice_lane_commands_total", lane.commands());
        readings.add("sluice_lane_queue_length", lane.queueLength());
        readings.add("sluice_lane_wait_max_seconds", lane.worstWaitNs() * NS);
        readings.add("sluice_lane_run_max_seconds", lane.worstRunNs() * NS);
        LogBudget media = engine.mediaThreads().budget();
        readings.add("sluice_received_units_total", media.receivedUnits());
        readings.add("sluice_received_bytes_total", media.receivedBytes());
        readings.add("sluice_sent_units_total", media.sentUnits());
        readings.add("sluice_sent_bytes_total", media.sentBytes());
        readings.add("sluice_skipped_units_total", media.skippedUnits());
        readings.add("sluice_dropped_datagrams_total", media.droppedDatagrams());
        readings.add("sluice_feed_memory_bytes", media.heldBytes());
    }
}

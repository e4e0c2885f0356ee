/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Where the time of what a program gives is known, because it copies the times of what it takes: the wall clock that it
 * was told for its time zero, and the moment that it took for zero.
 *
 * @param startNs what ffmpeg got as {@code -start_time_realtime}, as nanoseconds since the Unix epoch
 * @param zeroNs the moment of the program's time zero, on any clock; {@code AccessUnit.UNKNOWN} while it is not known
 * @param given told once, before the first unit: the moment of the source's time zero on that clock
 */
public record LegClock(long startNs, LongSupplier zeroNs, LongConsumer given) {}

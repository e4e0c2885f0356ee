/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.core.driver.DriverEntry;

/** A call that did not return: as long as it hangs, its driver may hold the device. */
record Hold(DriverEntry driver, long generation) {}

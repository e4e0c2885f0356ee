/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What programs that know go2rtc call. */
@NullMarked
package io.sluice.rest.go2rtc;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Logs of framed bytes: one media thread writes, any number of cursors on other threads read without locks. */
@NullMarked
package io.sluice.core.feed;

import org.jspecify.annotations.NullMarked;

# Unpacks INPUT to OUTPUT; where INPUT is not there, leaves no OUTPUT, and what needs it skips.
file(REMOVE ${OUTPUT})
if(EXISTS ${INPUT})
  execute_process(COMMAND gzip -dc ${INPUT} OUTPUT_FILE ${OUTPUT} COMMAND_ERROR_IS_FATAL ANY)
endif()

print("truthgpt")
